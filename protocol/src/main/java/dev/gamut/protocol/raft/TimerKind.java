package dev.gamut.protocol.raft;

/// The timers of a replica, at most one outstanding of each kind: setting one must replace it, or
/// they pile up. One that fires early is set again.
public enum TimerKind {
  /// Of a follower or candidate: campaign; of a leader: is there still a quorum?
  ELECTION,
  /// Of a leader: speak to the followers.
  HEARTBEAT
}
