package dev.gamut.storage.journal;

import dev.gamut.base.DurationCounts;
import dev.gamut.world.Clock;
import java.io.IOException;

/// What the journal's thread has done since the journal was opened.
final class JournalCounts {
  private final Clock clock;
  private final DurationCounts syncTimes = new DurationCounts();
  private long batches;
  private long records;
  private long writtenBytes;
  private int batchBytesLast;

  JournalCounts(Clock clock) {
    this.clock = clock;
  }

  void written(BatchBuffer batch) {
    batches++;
    records += batch.count();
    batchBytesLast = batch.length();
    writtenBytes += batch.length();
  }

  /// Syncs a segment, and counts how long that took.
  void sync(Segment segment) throws IOException {
    long begun = clock.monotonicNanos();
    segment.file().sync();
    syncTimes.add(clock.monotonicNanos() - begun);
  }

  JournalStats stats(Upkeep upkeep, SegmentSet segments, SegmentSupply supply, long durable) {
    return new JournalStats(
        upkeep.usedBytes() + supply.bytes(),
        segments.bytes(),
        segments.count(),
        supply.count(),
        upkeep.recycled(),
        syncTimes.copy(),
        batches,
        records,
        writtenBytes,
        upkeep.copiedBytes(),
        batchBytesLast,
        durable);
  }
}
