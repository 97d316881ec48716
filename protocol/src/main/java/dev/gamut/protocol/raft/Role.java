package dev.gamut.protocol.raft;

/// What a replica is at the moment. A learner is always a follower.
public enum Role {
  FOLLOWER,
  /// Asks whether it would be elected, without disturbing anybody (Raft §9.6).
  PRE_CANDIDATE,
  CANDIDATE,
  LEADER
}
