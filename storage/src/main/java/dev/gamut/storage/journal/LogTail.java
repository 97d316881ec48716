package dev.gamut.storage.journal;

import static dev.gamut.storage.journal.Format.BATCH_HEADER_SIZE;
import static dev.gamut.storage.journal.Format.SEGMENT_HEADER_SIZE;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
  private final ArrayDeque<Farewell> farewells = new ArrayDeque<>();
  private int previousEnd;

  /// How often a segment had to be begun in another file.
  private int turn;

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

  /// The latest turn that a header of this journal states.
  void setTurn(int latest) {
    turn = latest;
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

  /// Everything written has been synced. Of a segment that is unwritten nothing is said to be
  /// durable, not even that there is one.
  void synced() {
    Segment active = segments.active();
    durable = isUnwritten() ? Format.position(active.number - 1, previousEnd) : end();
  }

  int statedOldest() {
    return statedOldest;
  }

  void setStatedOldest(int segment) {
    statedOldest = segment;
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

  /// Of all segments that are in use.
  long bytes() {
    return segments.bytes();
  }

  /// Begins a new segment. Its header goes to the disk along with its first batch.
  void begin(Segment segment) {
    boolean first = segments.count() == 0;
    previousEnd = first ? 0 : segments.active().end;
    if (!first && !segments.active().isLost()) {
      farewells.add(new Farewell());
    }
    segment.number = first ? 1 : segments.active().number + 1;
    if (first) {
      oldest = segment.number;
    }
    segments.add(segment);
    putSegmentHeader(segment);
  }

  /// Whether the newest segment was begun and nothing could be written to it.
  boolean isUnwritten() {
    return segments.count() > 0 && segments.active().end == SEGMENT_HEADER_SIZE;
  }

  /// Begins the newest segment, which is unwritten, in another file. The number is the same: one
  /// that nothing was written under could not be told from a lost one later. Whatever failed writes
  /// have left in the other file, its header states an earlier turn. Returns the segment that is
  /// free again.
  Segment beginElsewhere(Segment segment) {
    Segment unwritten = segments.removeActive();
    segment.number = unwritten.number;
    turn++;
    if (!farewells.isEmpty()) {
      farewells.getLast().nextTurn = turn;
    }
    segments.add(segment);
    putSegmentHeader(segment);
    return unwritten;
  }

  private void putSegmentHeader(Segment segment) {
    segment.end = SEGMENT_HEADER_SIZE;
    Arrays.fill(carry, (byte) 0);
    Format.putSegmentHeader(
        carry,
        new Format.SegmentHeader(
            journal, segment.slot, segment.number, segment.size, oldest, previousEnd, turn));
  }

  /// Writes a batch, which must fit, and lets it take effect. When this fails, nothing has changed,
  /// and the same batch may be tried again, here or elsewhere.
  void write(BatchBuffer batch) throws IOException {
    sayFarewells();
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

  /// Once something in a later segment is durable, the one before says so: or else the loss of the
  /// later one's file would look like a log that was never longer. A farewell also stands where
  /// failed writes may have left a batch, which may be whole and would be taken for the next one if
  /// the later header, which says where the log left, were lost.
  private void sayFarewells() throws IOException {
    for (var due = farewells.peek(); due != null; due = farewells.peek()) {
      if (Format.segmentOf(durable) <= due.segment.number) {
        return;
      }
      if (segments.contains(due.segment)) {
        markDirty(due.segment);
        due.write();
      }
      farewells.remove();
    }
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
    putHeader(batch, active, 0);
    int length = batch.image(carry, kept, blockBytes);
    markDirty(active);
    active.file().write(offset - kept, batch.array(), batch.imageAt(kept), length);
    active.end = offset + BATCH_HEADER_SIZE + batch.length();
    int newKept = carryLength(active.end);
    System.arraycopy(batch.array(), batch.end() - newKept, carry, 0, newKept);
  }

  private void putHeader(BatchBuffer batch, Segment segment, int nextTurn) {
    Format.putBatchHeader(
        batch.array(),
        batch.imageAt(0),
        new Format.BatchHeader(
            segment.number, segment.end, batch.length(), batch.count(), oldest, nextTurn, durable),
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
    private int nextTurn = turn;

    void write() throws IOException {
      int kept = carryLength(segment.end);
      BatchBuffer batch = new BatchBuffer(blockBytes, 0);
      putHeader(batch, segment, nextTurn);
      int length = batch.image(block, kept, blockBytes);
      segment.file().write(segment.end - kept, batch.array(), batch.imageAt(kept), length);
    }
  }
}
