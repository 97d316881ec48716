package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;

/// A group as the journal holds it.
///
/// @param firstIndex of its entries; `lastIndex + 1` when it has none
/// @param damaged some durable record of it was lost: it must neither vote nor serve until it has
///   been removed and built anew. The indices are then what is left, perhaps with holes
public record RecoveredGroup(
    PartitionId id, Bytes state, long firstIndex, long lastIndex, boolean damaged) {}
