package dev.gamut.storage.journal;

/// Who may still need a group's entries. Each says from which index on; the smallest counts.
public enum Holder {
  /// The store: what it has applied but not flushed is applied again after a crash.
  STORE,
  /// Followers that catch up from the log, before a snapshot is the cheaper way.
  FOLLOWERS,
  /// The outcomes kept for retried operations.
  OUTCOMES,
  /// Change feeds that have not yet read so far.
  FEED
}
