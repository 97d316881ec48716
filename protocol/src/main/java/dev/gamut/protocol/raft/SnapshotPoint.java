package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import org.jspecify.annotations.Nullable;

/// The last entry that a snapshot, or a log, covers.
public record SnapshotPoint(long index, long term, HybridTime time) {
  /// Before the first entry.
  public static final SnapshotPoint ZERO = new SnapshotPoint(0, 0, HybridTime.ZERO);

  public SnapshotPoint {
    Invariant.require(index >= 0 && term >= 0, "index %d, term %d", index, term);
  }

  /// Whether a replica that has this much, no more, lacks some of what it had before: the snapshots
  /// of a new leader that has not applied all of its log may be older.
  ///
  /// @param had the end of its log then; null when nothing is known of it
  public boolean leavesBehind(@Nullable SnapshotPoint had) {
    return had != null && !had.isCoveredBy(index, term);
  }

  /// Whether a log that ends so has all that one which ends here has (Raft §3.6.1).
  boolean isCoveredBy(long otherIndex, long otherTerm) {
    return otherTerm > term || (otherTerm == term && otherIndex >= index);
  }
}
