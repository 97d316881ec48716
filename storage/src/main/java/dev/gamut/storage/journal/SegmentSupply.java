package dev.gamut.storage.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The free segments, and whether there will be one when the next is needed.
///
/// The last free one is never given to appends: moving what must live on out of the oldest segment
/// may need it, and is what frees others. The reserve lies above it.
///
/// Segments become free by the dozen, when the store has written what it gathered, and are needed
/// again within seconds or minutes: they are kept, until all together take as much as the journal
/// may use before it asks others to let go. To make a segment is dear, because it is written with
/// zeros in full, and its sync delays those of the journal.
final class SegmentSupply {
  /// What a job beside the writer should do.
  sealed interface Task {
    record Create(int slot) implements Task {}

    record Delete(Segment segment) implements Task {}
  }

  private static final int SURPLUS = 2;

  private final JournalConfig config;
  private final ArrayDeque<Segment> free = new ArrayDeque<>();
  private final TreeSet<Integer> slots = new TreeSet<>();
  private long freeBytes;
  private boolean taskUnderWay;
  private boolean creationFailed;

  SegmentSupply(JournalConfig config) {
    this.config = config;
  }

  /// A file that is there, free or not.
  void know(int slot) {
    slots.add(slot);
  }

  void add(Segment segment) {
    free.add(segment);
    freeBytes += segment.size;
  }

  int count() {
    return free.size();
  }

  long bytes() {
    return freeBytes;
  }

  /// Takes a segment for appends, or null when only the last one is left.
  @Nullable Segment takeForAppends() {
    return free.size() > 1 ? take() : null;
  }

  /// Takes a segment for the journal's own upkeep.
  @Nullable Segment takeForUpkeep() {
    return free.isEmpty() ? null : take();
  }

  private Segment take() {
    Segment segment = free.remove();
    freeBytes -= segment.size;
    return segment;
  }

  /// Segments that ordinary appends leave alone.
  int reserved() {
    return (int) ((config.reserveBytes() + config.segmentBytes() - 1) / config.segmentBytes()) + 1;
  }

  int target() {
    return reserved() + config.segmentsPreallocated();
  }

  /// Whether the next segment is there, or can be made in time.
  boolean isSecured(long usedBytes) {
    return free.size() > reserved() || (canGrow(usedBytes) && !creationFailed);
  }

  private boolean canGrow(long usedBytes) {
    return usedBytes + freeBytes + config.segmentBytes() <= config.retainedBytesMax();
  }

  /// The next thing to do to the files, or null. One at a time.
  @Nullable Task next(long usedBytes) {
    if (taskUnderWay) {
      return null;
    }
    if (free.size() < target() && canGrow(usedBytes) && !creationFailed) {
      taskUnderWay = true;
      return new Task.Create(firstUnusedSlot());
    }
    if (free.size() > target() + SURPLUS && usedBytes + freeBytes > config.releaseBytes()) {
      taskUnderWay = true;
      return new Task.Delete(take());
    }
    return null;
  }

  void created(@Nullable Segment segment) {
    taskUnderWay = false;
    creationFailed = segment == null;
    if (segment != null) {
      know(segment.slot);
      add(segment);
    }
  }

  /// A file that could not be deleted is not used again; the next start finds it free.
  void deleted(Segment segment, boolean done) {
    taskUnderWay = false;
    if (done) {
      slots.remove(segment.slot);
    }
  }

  /// Time has passed: what failed may be tried again.
  void retry() {
    creationFailed = false;
  }

  boolean hasFailed() {
    return creationFailed;
  }

  void close() throws IOException {
    for (Segment segment : free) {
      segment.file().close();
    }
  }

  private int firstUnusedSlot() {
    int slot = 1;
    while (slots.contains(slot)) {
      slot++;
    }
    return slot;
  }
}
