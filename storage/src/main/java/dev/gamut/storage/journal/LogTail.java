package dev.gamut.storage.journal;

import static dev.gamut.storage.journal.Format.BATCH_HEADER_SIZE;
import static dev.gamut.storage.journal.Format.SEGMENT_HEADER_SIZE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The end of the log: where the next batch goes.
///
/// Every write covers whole blocks. The part of a block that earlier batches fill is kept in memory
/// and written again with the next one; it relies on a sector being replaced as a whole or not at
/// all, and saves the kernel from reading what it is about to change.
final class LogTail {
  private static final int SECTOR = 512;

  private final SegmentSet segments;
  private final Index index;
  private final long journal;
  private final int blockBytes;
  private final byte[] carry;
  private @Nullable Farewell farewell;
  private final List<Segment> dirty = new ArrayList<>();

  /// The oldest segment that still counts, as every header states it.
  private int oldest;

  /// The oldest that the headers written so far have stated.
  private int statedOldest;

  /// Up to here everything is durable.
  private long durable;

  /// What of [#durable] a header has stated that lies in a later sector than what it tells of.
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
  void resume(byte[] image) {
    int end = segments.active().end;
    System.arraycopy(image, end - carryLength(end), carry, 0, carryLength(end));
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

  long durable() {
    return durable;
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

  /// Whether batches are durable that no header elsewhere says so of: damage to the last of them
  /// would look like a torn tail.
  boolean needsMark() {
    return statedDurable < contentEnd && contentEnd <= durable;
  }

  /// How much an empty batch must be filled so that the next one begins in another sector.
  int bytesToNextSector() {
    int end = segments.active().end + BATCH_HEADER_SIZE;
    return -end & (SECTOR - 1);
  }

  /// Whether the batch fits, and a farewell behind it.
  boolean fits(BatchBuffer batch) {
    Segment active = segments.active();
    return batch.length() <= active.size - active.end - 2 * BATCH_HEADER_SIZE;
  }

  boolean isHalfFull() {
    Segment active = segments.active();
    return active.end > active.size / 2;
  }

  /// Begins a new segment. Its header goes to the disk along with its first batch.
  void begin(Segment segment) {
    boolean first = segments.count() == 0;
    int previousEnd = first ? 0 : segments.active().end;
    farewell = first || segments.active().isLost() ? null : new Farewell();
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
    sayFarewell();
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
    if (Format.position(active.number, offset & -SECTOR) >= contentEnd) {
      statedDurable = durable;
    }
    statedOldest = oldest;
    if (batch.count() > 0) {
      contentEnd = end();
    }
  }

  /// Once something in the newest segment is durable, the one before says so: or else the loss of
  /// the newest one's file would look like a log that was never longer.
  private void sayFarewell() throws IOException {
    Farewell due = farewell;
    if (due == null || Format.segmentOf(durable) <= due.segment.number) {
      return;
    }
    if (segments.contains(due.segment)) {
      markDirty(due.segment);
      due.write();
    }
    farewell = null;
  }

  private void markDirty(Segment segment) {
    if (!segment.dirty) {
      segment.dirty = true;
      dirty.add(segment);
    }
  }

  private void writeImage(BatchBuffer batch, Segment active) throws IOException {
    int offset = active.end;
    int kept = carryLength(offset);
    putHeader(batch, active);
    int length = batch.image(carry, kept, blockBytes);
    markDirty(active);
    active.file().write(offset - kept, batch.array(), batch.imageAt(kept), length);
    active.end = offset + BATCH_HEADER_SIZE + batch.length();
    int newKept = carryLength(active.end);
    System.arraycopy(batch.array(), batch.end() - newKept, carry, 0, newKept);
  }

  private void putHeader(BatchBuffer batch, Segment segment) {
    Format.putBatchHeader(
        batch.array(),
        batch.imageAt(0),
        new Format.BatchHeader(
            segment.number, segment.end, batch.length(), batch.count(), oldest, durable),
        journal,
        batch.checksum());
  }

  private int carryLength(int end) {
    return end & (blockBytes - 1);
  }

  /// The last batch of a segment, empty, behind where the log left it.
  private final class Farewell {
    private final Segment segment = segments.active();
    private final byte[] block = carry.clone();

    void write() throws IOException {
      int kept = carryLength(segment.end);
      BatchBuffer batch = new BatchBuffer(blockBytes, 0);
      putHeader(batch, segment);
      int length = batch.image(block, kept, blockBytes);
      segment.file().write(segment.end - kept, batch.array(), batch.imageAt(kept), length);
    }
  }
}
