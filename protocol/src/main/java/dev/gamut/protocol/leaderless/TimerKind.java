package dev.gamut.protocol.leaderless;

/// The timers of a replica, each at most once outstanding.
public enum TimerKind {
  /// Writes that have not reached their quorum are sent again or given up.
  WRITES,
  /// Reads that have not are asked of others or given up.
  READS,
  /// What was seen is told, and what is missing is fetched.
  EXCHANGE
}
