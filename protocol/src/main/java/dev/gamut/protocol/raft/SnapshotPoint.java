package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;

/// The last entry that a snapshot, or a compacted log, covers.
public record SnapshotPoint(long index, long term, HybridTime time) {
  /// Before the first entry.
  public static final SnapshotPoint ZERO = new SnapshotPoint(0, 0, HybridTime.ZERO);

  public SnapshotPoint {
    Invariant.require(index >= 0 && term >= 0, "index %d, term %d", index, term);
  }
}
