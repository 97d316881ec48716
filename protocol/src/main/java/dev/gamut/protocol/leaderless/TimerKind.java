package dev.gamut.protocol.leaderless;

/// The timers of a replica, each at most once outstanding.
public enum TimerKind {
  /// Writes that have not reached their quorum are sent again or given up.
  WRITES,
  /// Reads that have not are asked of others or given up.
  READS,
  /// What was seen is told, and what is missing is fetched.
  EXCHANGE,
  /// What was asked of a write's name is asked again, or given up.
  RECALLS,
  /// Dots of one operation that are in doubt are looked at again.
  TWINS,
  /// What is held is compared with another home.
  COMPARE
}
