package dev.gamut.storage.journal;

/// What the journal can still take. What was appended is never refused: it is for the node to ask
/// before it proposes, at its front door.
public enum Room {
  /// Everything.
  OPEN,
  /// The next segment is not secured: the disk is full, or retention has reached its bound. Only
  /// what frees space or keeps the peace may be appended (deletes, compaction, terms and votes); it
  /// goes to the reserve, like whatever was under way when this began.
  RESERVE,
  /// The reserve is used up too, or writes fail: what is appended waits in memory, not
  /// acknowledged, until space returns.
  NONE
}
