package dev.gamut.storage.journal;

import dev.gamut.base.DurationCounts;

/// Counts since the journal was opened, and its sizes now.
///
/// @param allocatedBytes of all segment files
/// @param usedBytes of segments that hold something
/// @param recycled segments that were given free again
/// @param syncTimes how long the syncs took, a copy of its own
/// @param durable up to which place of the log everything is: it only rises, and an opened journal
///   begins no lower, unless its disk lost what it had claimed to have
/// @param copiedBytes of entries rewritten so that an old segment could be recycled
public record JournalStats(
    long allocatedBytes,
    long usedBytes,
    int segmentsUsed,
    int segmentsFree,
    long recycled,
    DurationCounts syncTimes,
    long batches,
    long records,
    long writtenBytes,
    long copiedBytes,
    int batchBytesLast,
    long durable) {
  public long syncs() {
    return syncTimes.total();
  }
}
