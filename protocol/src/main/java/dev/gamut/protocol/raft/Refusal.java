package dev.gamut.protocol.raft;

/// Why a proposal was not appended. A refused one certainly never takes effect.
public enum Refusal {
  NOT_LEADER,
  TOO_MUCH_UNCOMMITTED,
  /// The leader is handing over; a moment later somebody else leads, or it does again.
  TRANSFERRING
}
