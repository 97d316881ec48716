package dev.gamut.protocol.raft;

/// The timers of a replica, at most one outstanding of each kind: setting one replaces it. One that
/// fires early, or was replaced and fires all the same, does no harm.
public enum TimerKind {
  /// Of a follower or candidate: campaign; of a leader: is there still a quorum?
  ELECTION,
  /// Of a leader: speak to the followers.
  HEARTBEAT
}
