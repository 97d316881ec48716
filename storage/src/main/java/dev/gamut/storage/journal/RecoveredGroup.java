package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;
import java.util.List;

/// A group as the journal holds it.
///
/// @param firstIndex of its entries; `lastIndex + 1` when it has none
/// @param damaged some durable record of it was lost: it must neither vote nor serve until it has
///   been removed and built anew. The indices are then what is left, perhaps with holes
/// @param suspect something durable was lost here, of this group or of another: then the last
///   records of this one may be lost too, without a trace, because what was written last and is
///   gone looks like what a crash cut short
/// @param epochs of its entries, see [EntryEpoch]; none when there is no entry
public record RecoveredGroup(
    PartitionId id,
    Bytes state,
    long firstIndex,
    long lastIndex,
    boolean damaged,
    boolean suspect,
    List<EpochRun> epochs) {
  public RecoveredGroup {
    epochs = List.copyOf(epochs);
  }

  /// One that must be built anew: nothing of its log counts.
  public static RecoveredGroup damaged(PartitionId id, Bytes state) {
    return new RecoveredGroup(id, state, 1, 0, true, true, List.of());
  }
}
