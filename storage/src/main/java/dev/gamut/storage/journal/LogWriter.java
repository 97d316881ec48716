package dev.gamut.storage.journal;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Invariant;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts batches at the end of the log, and begins a segment when one is full: with a roll call of
/// every group, so that a reader of what follows knows what came before.
final class LogWriter {
  private static final int ATTEMPTS = 3;

  /// After so many failures in a row a segment is left, whatever room is left in it. When half of
  /// all room is used it is worth more attempts: what fails by chance succeeds by then.
  private static final int FAILURES_MAX = 2;

  private static final int FAILURES_WHEN_HALF_FULL_MAX = 64;

  private static final int ROLL_ENTRY_SIZE_MAX = 20;

  private final JournalConfig config;
  private final Index index;
  private final SegmentSupply supply;
  private final LogTail tail;
  private final BatchBuffer roll;
  private boolean rollCallDue;
  private int writeFailures;

  LogWriter(JournalConfig config, Index index, SegmentSupply supply, LogTail tail) {
    this.config = config;
    this.index = index;
    this.supply = supply;
    this.tail = tail;
    this.roll = new BatchBuffer(config.blockBytes(), 1024);
  }

  /// Writes a batch; false when there is no segment for it. Upkeep may take the last free segment;
  /// then everything else waits until upkeep has given another free, because what is left of that
  /// one may be all that upkeep has. A write that fails is tried again, then once more in a new
  /// segment, before the failure comes out; it leaves everything as it was.
  boolean write(BatchBuffer batch, boolean upkeep) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return writeOnce(batch, upkeep);
      } catch (Disk.DiskFullException e) {
        throw e;
      } catch (IOException e) {
        writeFailures++;
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private boolean writeOnce(BatchBuffer batch, boolean upkeep) throws IOException {
    boolean mayWrite = upkeep || supply.count() > 0;
    if (!mayWrite || (isFull(batch) && !begin(upkeep))) {
      return false;
    }
    boolean isHalfFull = tail.bytes() > config.retainedBytesMax() / 2;
    if (writeFailures >= (isHalfFull ? FAILURES_WHEN_HALF_FULL_MAX : FAILURES_MAX)) {
      // Elsewhere, if there is another place; else here again: whoever only waits, waits for ever.
      goElsewhere();
    }
    if (rollCallDue) {
      callRoll();
    }
    tail.write(batch);
    writeFailures = 0;
    return true;
  }

  /// Begins the very first segment, or a new one because the last cannot be written any more.
  boolean begin(boolean upkeep) {
    @Nullable Segment segment = upkeep ? supply.takeForUpkeep() : supply.takeForAppends();
    if (segment == null) {
      return false;
    }
    tail.begin(segment);
    rollCallDue = true;
    writeFailures = 0;
    return true;
  }

  private void goElsewhere() {
    if (!tail.isUnwritten()) {
      // Never in the last free segment: with that upkeep frees others.
      begin(false);
      return;
    }
    @Nullable Segment segment = supply.takeForUpkeep();
    if (segment != null) {
      supply.add(tail.beginElsewhere(segment));
      writeFailures = 0;
    }
  }

  /// The segment that is written has no roll call, or half of one.
  void setRollCallDue() {
    rollCallDue = true;
  }

  private boolean isFull(BatchBuffer batch) {
    // A roll call stands at the beginning; one that was lost may not fit any more where writing
    // ends.
    return rollCallDue ? tail.isHalfFull() : !tail.fits(batch);
  }

  private void callRoll() throws IOException {
    List<GroupLog> all = new ArrayList<>(index.groups().size());
    index.groups().forEach(log -> addIfThere(log, all));
    int chunkMax = (config.batchBytesMax() - 64) / ROLL_ENTRY_SIZE_MAX;
    int from = 0;
    for (int chunk = 0; chunk == 0 || from < all.size(); chunk++) {
      int to = Math.min(all.size(), from + chunkMax);
      writeRoll(chunk, all.subList(from, to), to == all.size());
      from = to;
    }
    rollCallDue = false;
  }

  private static void addIfThere(GroupLog log, List<GroupLog> all) {
    if (log.exists) {
      all.add(log);
    }
  }

  private void writeRoll(int chunk, List<GroupLog> groups, boolean isLast) throws IOException {
    ByteWriter payload = new ByteWriter(groups.size() * 4 + 16);
    payload.bool(isLast).varint(groups.size());
    for (GroupLog log : groups) {
      payload.varint(log.group).varint(log.sequence);
    }
    roll.clear();
    roll.add(RecordKind.ROLL, 0, chunk, payload.array(), 0, payload.size());
    Invariant.check(tail.fits(roll), "too many groups for segments of %d", config.segmentBytes());
    tail.write(roll);
  }
}
