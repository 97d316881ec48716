package dev.gamut.storage.journal;

import static dev.gamut.storage.journal.Format.BATCH_HEADER_SIZE;
import static dev.gamut.storage.journal.Format.SEGMENT_HEADER_SIZE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The end of the log: where the next batch goes.
///
/// Every write covers whole blocks. The part of a block that earlier batches fill is kept in memory
/// and written again with the next one; it relies on a sector being replaced as a whole or not at
/// all, and saves the kernel from reading what it is about to change.
final class LogTail {
  private final SegmentSet segments;
  private final Index index;
  private final long journal;
  private final int blockBytes;
  private final byte[] carry;
  private final List<Segment> dirty = new ArrayList<>();

  /// The oldest segment that still counts, as every header states it.
  private int oldest;

  /// The oldest that the headers written so far have stated.
  private int statedOldest;

  /// Up to here everything is durable.
  private long durable;

  /// What the headers written so far have stated of [#durable].
  private long statedDurable;

  /// Behind the last batch that holds records.
  private long contentEnd;

  LogTail(SegmentSet segments, Index index, long journal, int blockBytes) {
    this.segments = segments;
    this.index = index;
    this.journal = journal;
    this.blockBytes = blockBytes;
    this.carry = new byte[blockBytes];
  }

  /// Goes on where an opened log ends; `image` is the content of the active segment.
  void resume(byte[] image, int oldestSegment) {
    int end = segments.active().end;
    System.arraycopy(image, end - carryLength(end), carry, 0, carryLength(end));
    oldest = oldestSegment;
    durable = end();
    contentEnd = durable;
  }

  long end() {
    Segment active = segments.active();
    return Format.position(active.number, active.end);
  }

  /// Segments written to since their last sync, in the order of the log.
  List<Segment> dirty() {
    return dirty;
  }

  void setDurable(long position) {
    durable = position;
  }

  int statedOldest() {
    return statedOldest;
  }

  void setOldest(int segment) {
    oldest = segment;
  }

  boolean hasUnstatedOldest() {
    return statedOldest < oldest;
  }

  /// Whether batches are durable that no header says so of: a crash now, and damage to the last of
  /// them would look like a torn tail.
  boolean needsMark() {
    return statedDurable < contentEnd && contentEnd <= durable;
  }

  boolean fits(BatchBuffer batch) {
    Segment active = segments.active();
    return batch.length() <= active.size - active.end - BATCH_HEADER_SIZE;
  }

  /// Begins a new segment. Its header goes to the disk along with its first batch.
  void begin(Segment segment) {
    boolean first = segments.count() == 0;
    int previousEnd = first ? 0 : segments.active().end;
    segment.number = first ? 1 : segments.active().number + 1;
    segment.end = SEGMENT_HEADER_SIZE;
    if (first) {
      oldest = segment.number;
    }
    segments.add(segment);
    Arrays.fill(carry, (byte) 0);
    Format.putSegmentHeader(
        carry,
        new Format.SegmentHeader(
            journal, segment.slot, segment.number, segment.size, oldest, previousEnd));
  }

  /// Writes a batch, which must fit, and lets it take effect. When this fails, nothing has changed,
  /// and the same batch may be tried again, here or elsewhere.
  void write(BatchBuffer batch) throws IOException {
    Segment active = segments.active();
    int offset = active.end;
    index.stamp(batch, active.number, offset);
    try {
      writeImage(batch, active);
    } catch (IOException e) {
      index.unstamp(batch, active.number, offset);
      throw e;
    }
    index.apply(batch, active.number, offset);
    statedDurable = durable;
    statedOldest = oldest;
    if (batch.count() > 0) {
      contentEnd = end();
    }
  }

  private void writeImage(BatchBuffer batch, Segment active) throws IOException {
    int offset = active.end;
    int kept = carryLength(offset);
    int imageAt = batch.imageAt(kept);
    Format.putBatchHeader(
        batch.array(),
        imageAt + kept,
        new Format.BatchHeader(
            active.number, offset, batch.length(), batch.count(), oldest, durable),
        journal,
        batch.checksum());
    int length = batch.image(carry, kept, blockBytes);
    if (!active.dirty) {
      active.dirty = true;
      dirty.add(active);
    }
    active.file().write(offset - kept, batch.array(), imageAt, length);
    active.end = offset + BATCH_HEADER_SIZE + batch.length();
    int newKept = carryLength(active.end);
    System.arraycopy(batch.array(), batch.end() - newKept, carry, 0, newKept);
  }

  private int carryLength(int end) {
    return end & (blockBytes - 1);
  }
}
