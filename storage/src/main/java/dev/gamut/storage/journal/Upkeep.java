package dev.gamut.storage.journal;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Defect;
import dev.gamut.base.PartitionId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// Gives the oldest segment free: strictly in order, so that a record which ends something (a
/// removal, a replaced tail) never goes before what it ends.
///
/// A segment passes three moments, each proven durable by a sync before the next: nothing in it is
/// needed any more (heads of groups that lived there are written again); headers say so; it may be
/// written over. Without the middle one, a crash in the midst of writing over it would leave a
/// segment that seems to count and is half destroyed.
final class Upkeep {
  private static final int VACATED_A_STEP_MAX = 4;

  /// The one that is written, and the one before, which tells that there is another.
  private static final int KEPT_MIN = 2;

  private final JournalConfig config;
  private final SegmentSet segments;
  private final Index index;
  private final SegmentSupply supply;
  private final LogTail tail;
  private final LogWriter writer;
  private final PlaceReader reader;
  private final Consumer<Notice> notices;
  private final BatchBuffer batch;
  private final ArrayDeque<Segment> leaving = new ArrayDeque<>();
  private final ArrayDeque<LiveEntry> toCopy = new ArrayDeque<>();
  private final List<GroupLog> newlyDamaged = new ArrayList<>();
  private int pinsToldOf;
  private int copying;
  private long notWorthWhile;
  private boolean more;
  private long recycled;
  private long copiedBytes;

  private record LiveEntry(GroupLog log, long index, long place) {}

  Upkeep(Opened opened, PlaceReader reader, Consumer<Notice> notices) {
    this.config = opened.config();
    this.segments = opened.segments();
    this.index = opened.index();
    this.supply = opened.supply();
    this.tail = opened.tail();
    this.writer = opened.writer();
    this.reader = reader;
    this.notices = notices;
    this.leaving.addAll(opened.leaving());
    this.batch = new BatchBuffer(config.blockBytes(), 1024);
  }

  long recycled() {
    return recycled;
  }

  long copiedBytes() {
    return copiedBytes;
  }

  /// Bytes of segments that are part of the log, or no longer, but not yet free.
  long usedBytes() {
    long sum = segments.bytes();
    for (Segment segment : leaving) {
      sum += segment.size;
    }
    return sum;
  }

  /// One step, before the sync of a round.
  void step() throws IOException {
    more = false;
    writeDamaged();
    for (int vacated = 0; vacated < VACATED_A_STEP_MAX; vacated++) {
      if (segments.count() <= KEPT_MIN) {
        return;
      }
      Segment oldest = segments.oldest();
      if (oldest.liveEntries > 0 && !Defect.RECYCLE_TOO_EARLY.isPlanted()) {
        relieve(oldest);
        return;
      }
      if (!vacate(oldest)) {
        return;
      }
    }
  }

  /// After the sync of a round.
  void synced() {
    while (!leaving.isEmpty() && leaving.peek().number < tail.statedOldest()) {
      Segment segment = leaving.remove();
      if (!segment.isLost()) {
        recycled++;
        supply.add(segment);
      }
    }
    tail.setOldest(segments.oldest().number);
  }

  /// Whether copying goes on, and the next step should follow at once.
  boolean wantsMore() {
    return more;
  }

  /// Whether segments wait for a header to say that they do not count, while others are short.
  boolean mustStateOldest() {
    return tail.hasUnstatedOldest() && supply.count() < supply.target();
  }

  /// A group lost a record; what says so must not be lost with it.
  void damaged(GroupLog log, String what) {
    if (!log.damaged) {
      log.damaged = true;
      newlyDamaged.add(log);
    }
    notices.accept(new Notice.Damaged(new PartitionId(log.group), what));
  }

  /// A group is known to be damaged, but no record says so.
  void state(GroupLog log) {
    newlyDamaged.add(log);
  }

  private void writeDamaged() throws IOException {
    if (newlyDamaged.isEmpty()) {
      return;
    }
    if (writeHeads(newlyDamaged.stream().filter(log -> log.exists).toList())) {
      newlyDamaged.clear();
    }
  }

  private boolean isShort() {
    return !supply.isSecured(usedBytes());
  }

  /// Takes the oldest segment, which no entry needs, out of the log.
  private boolean vacate(Segment oldest) throws IOException {
    long tried = Format.position(oldest.number, segments.active().number);
    if (notWorthWhile == tried && !isShort()) {
      return false;
    }
    List<GroupLog> heads = new ArrayList<>();
    long[] bytes = {0};
    index.groups().forEach(log -> bytes[0] += addIfItLivesIn(oldest.number, log, heads));
    if (bytes[0] > oldest.size / 2 && !isShort()) {
      notWorthWhile = tried;
      return false;
    }
    if (!Defect.FORGET_STATE_ON_RECYCLE.isPlanted() && !writeHeads(heads)) {
      return false;
    }
    leaving.add(segments.removeOldest());
    return true;
  }

  private static long addIfItLivesIn(int segment, GroupLog log, List<GroupLog> heads) {
    boolean lives =
        log.exists
            && (log.startSegment <= segment
                || log.stateSegment <= segment
                || log.releasedSegment <= segment);
    if (!lives) {
      return 0;
    }
    heads.add(log);
    return Format.recordSize(log.state.length() + 1);
  }

  private boolean writeHeads(List<GroupLog> heads) throws IOException {
    ByteWriter payload = new ByteWriter();
    batch.clear();
    for (GroupLog log : heads) {
      payload.clear();
      payload.bool(log.damaged).raw(log.state);
      if (!makeRoom(payload.size())) {
        return false;
      }
      batch.add(RecordKind.HEAD, log.group, log.first(), payload.array(), 0, payload.size());
    }
    return flush();
  }

  /// The oldest segment is needed. Beyond a bound, what is needed of it is written again at the end
  /// when that is little; half full, those who need it are named.
  private void relieve(Segment oldest) throws IOException {
    if (segments.bytes() <= config.copyForwardBytes() && !isShort()) {
      return;
    }
    release(oldest);
    if (oldest.liveBytes <= oldest.size / 2) {
      copyForward(oldest);
    }
  }

  private void release(Segment oldest) {
    if (pinsToldOf == oldest.number || (segments.bytes() <= config.releaseBytes() && !isShort())) {
      return;
    }
    pinsToldOf = oldest.number;
    index.groups().forEach(GroupLog::release);
    List<Pin> pins = new ArrayList<>();
    index.groups().forEach(log -> addPin(oldest.number, log, pins));
    if (!pins.isEmpty()) {
      pins.sort(Comparator.comparingLong(Pin::bytes).reversed().thenComparing(Pin::group));
      notices.accept(new Notice.Pinned(pins));
    }
  }

  private static void addPin(int segment, GroupLog log, List<Pin> pins) {
    long bytes = 0;
    long last = 0;
    for (long i = log.first(); i <= log.last(); i++) {
      long place = log.place(i);
      if (place != GroupLog.MISSING && Format.segmentOf(place) == segment) {
        last = i;
        bytes += Format.recordSize(log.length(i));
      }
    }
    if (bytes > 0) {
      PartitionId id = new PartitionId(log.group);
      pins.add(new Pin(id, log.lowestHolder(), log.lowestMark(), last, bytes));
    }
  }

  /// Copies some of the oldest segment's live entries, at most a batch a step.
  private void copyForward(Segment oldest) throws IOException {
    if (copying != oldest.number) {
      copying = oldest.number;
      collect(oldest);
    }
    batch.clear();
    int count = 0;
    for (LiveEntry entry : toCopy) {
      if (!addCopy(entry, oldest)) {
        break;
      }
      count++;
    }
    if (flush()) {
      for (int i = 0; i < count; i++) {
        toCopy.remove();
      }
      more = count > 0;
    }
  }

  private void collect(Segment oldest) {
    List<LiveEntry> live = new ArrayList<>();
    index.groups().forEach(log -> addLive(oldest.number, log, live));
    live.sort(Comparator.comparingLong(LiveEntry::place));
    toCopy.clear();
    toCopy.addAll(live);
  }

  private static void addLive(int segment, GroupLog log, List<LiveEntry> live) {
    for (long i = log.first(); i <= log.last(); i++) {
      long place = log.place(i);
      if (place != GroupLog.MISSING && Format.segmentOf(place) == segment) {
        live.add(new LiveEntry(log, i, place));
      }
    }
  }

  /// Adds the entry to the batch if it still lives; false when the batch is full.
  private boolean addCopy(LiveEntry entry, Segment source) {
    GroupLog log = entry.log;
    if (log.place(entry.index) != entry.place) {
      return true;
    }
    int length = log.length(entry.index);
    if (batch.length() + Format.recordSize(length) > config.batchBytesMax()) {
      return false;
    }
    int at = reader.find(source, log.group, entry.index, entry.place, length);
    if (at < 0) {
      lose(log, entry.index);
      return true;
    }
    int payloadAt = at + Format.RECORD_HEADER_SIZE;
    batch.add(RecordKind.COPY, log.group, entry.index, reader.array(), payloadAt, length);
    copiedBytes += length;
    return true;
  }

  /// An entry cannot be read any more.
  void lose(GroupLog log, long entryIndex) {
    log.lose(entryIndex);
    damaged(log, "entry " + entryIndex + " cannot be read");
  }

  private boolean makeRoom(int payloadLength) throws IOException {
    return batch.length() + Format.recordSize(payloadLength) <= config.batchBytesMax() || flush();
  }

  private boolean flush() throws IOException {
    if (batch.isEmpty()) {
      return true;
    }
    boolean written = writer.write(batch, true);
    batch.clear();
    return written;
  }
}
