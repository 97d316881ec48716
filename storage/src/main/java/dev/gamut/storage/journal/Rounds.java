package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.world.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal's thread. Each round takes what the loops have handed over, writes it, does some
/// upkeep, and syncs once for all of it; what arrives meanwhile is the next round's.
///
/// Everything here belongs to that thread (and to the one that opens the journal, before).
final class Rounds {
  private final Journal journal;
  private final JournalConfig config;
  private final Index index;
  private final SegmentSet segments;
  private final SegmentSupply supply;
  private final SegmentFiles files;
  private final LogTail tail;
  private final LogWriter writer;
  private final PlaceReader placeReader;
  private final Upkeep upkeep;
  private final Worker reader;
  private final BatchBuffer mark;

  private final List<LoopAppender> appenders = new ArrayList<>();
  private final WaitingPieces waiting;
  private final List<Order.Fetch> held = new ArrayList<>();
  private final List<Order.Piece> written = new ArrayList<>();
  private List<Notice> notices = new ArrayList<>();
  private Room room = Room.OPEN;
  private boolean stalled;
  private boolean tick;
  private boolean markBlocked;
  private @Nullable Exception failure;
  private final JournalCounts counts;

  Rounds(Journal journal, Opened opened, Journal.Doors doors) {
    this.journal = journal;
    this.counts = new JournalCounts(doors.clock());
    this.config = opened.config();
    this.index = opened.index();
    this.segments = opened.segments();
    this.supply = opened.supply();
    this.files = opened.files();
    this.tail = opened.tail();
    this.writer = opened.writer();
    this.reader = doors.reader();
    placeReader = new PlaceReader(journal.id(), PlaceReader.WINDOW_MAX);
    mark = new BatchBuffer(config.blockBytes(), 64);
    waiting = new WaitingPieces(config);
    upkeep = new Upkeep(opened, placeReader, notice -> notices.add(notice));
  }

  /// The first half of a round: everything but the sync.
  void write() {
    takeOrders();
    if (failure != null) {
      return;
    }
    try {
      if (!stalled) {
        writeWaiting();
        upkeep.step();
        writeMark();
        fetchHeld();
      }
    } catch (IOException e) {
      // Nothing is lost: what could not be written waits for the next tick.
      stalled = true;
    }
    tick = false;
  }

  /// The second half: makes durable what was written, and says so.
  Outcome sync() {
    if (failure == null) {
      try {
        syncDirty();
        tail.synced();
        upkeep.synced();
      } catch (IOException e) {
        fail(e);
      }
    }
    supplyFiles();
    noteRoom();
    List<Notice> told = notices;
    notices = new ArrayList<>();
    boolean probe = failure == null && (room != Room.OPEN || supply.hasFailed());
    boolean markWanted = failure == null && tail.needsMark();
    boolean more = failure == null && !stalled && wantsMore();
    boolean tight = room != Room.OPEN || segments.bytes() > config.copyForwardBytes();
    return new Outcome(acknowledged(), told, markWanted, probe, tight, more);
  }

  /// Nothing is written or acknowledged any more.
  void fail(Exception cause) {
    if (failure == null) {
      failure = cause;
      written.clear();
      notices.add(new Notice.Failed(cause));
    }
  }

  List<LoopAppender> appenders() {
    return appenders;
  }

  JournalStats stats() {
    return counts.stats(upkeep, segments, supply, tail.durable());
  }

  /// Once, when the journal has been opened: what was found damaged is said again at the end of the
  /// log, before the damaged place can be recycled.
  void stateDamage(List<GroupLog> logs) throws IOException {
    if (logs.isEmpty()) {
      return;
    }
    logs.forEach(upkeep::state);
    write();
    sync();
    if (failure != null) {
      throw new IOException("the journal cannot be written", failure);
    }
  }

  /// Writes what was handed over and a mark, and closes the files.
  void close() throws IOException {
    tick = true;
    write();
    sync();
    tick = true;
    write();
    sync();
    for (Segment segment : segments.list()) {
      if (!segment.isLost()) {
        segment.file().close();
      }
    }
    supply.close();
    if (failure != null) {
      throw new IOException("the journal could not be closed in good order", failure);
    }
  }

  /// Reads entries on this thread.
  List<Bytes> readNow(EntryFetch.Range range) {
    GroupLog log = index.groups().get(range.group());
    return log == null ? List.of() : EntryFetch.of(journal, range, log, segments).run();
  }

  private void takeOrders() {
    for (Order order = journal.poll(); order != null; order = journal.poll()) {
      take(order);
    }
  }

  private void take(Order order) {
    switch (order) {
      case Order.Piece piece -> waiting.add(piece);
      case Order.Joined(var appender) -> join(appender);
      case Order.KeepFrom(long group, Holder holder, long from) ->
          index.groupOf(group).keepFrom(holder, from);
      case Order.Fetch fetch -> fetch(fetch);
      case Order.Suspected(long group, long entry, long place) -> suspect(group, entry, place);
      case Order.Tick() -> tick();
      case Order.Created(var segment) -> supply.created(segment);
      case Order.Deleted(Segment segment, boolean done) -> supply.deleted(segment, done);
    }
  }

  private void tick() {
    tick = true;
    stalled = false;
    supply.retry();
  }

  private void join(LoopAppender appender) {
    appenders.add(appender);
    if (room != Room.OPEN) {
      notices.add(new Notice.RoomChanged(room));
    }
    if (failure != null) {
      notices.add(new Notice.Failed(failure));
    }
  }

  private void writeWaiting() throws IOException {
    while (!waiting.isEmpty()) {
      BatchBuffer batch = waiting.nextBatch();
      if (!writer.write(batch, false)) {
        return;
      }
      waiting.moveTo(written);
      counts.written(batch);
    }
  }

  private boolean wantsMore() {
    return upkeep.wantsMore() || (upkeep.mustStateOldest() && !markBlocked);
  }

  /// An empty batch, whose header says what is durable and which segments count. One that covers
  /// the tail is said again in the next sector, so that what destroys the last batch does not
  /// destroy all that tells of it.
  private void writeMark() throws IOException {
    boolean covers = tick && tail.needsMark();
    if (covers || upkeep.mustStateOldest()) {
      mark.clear();
      mark.pad(covers ? tail.bytesToNextSector() : 0);
      markBlocked = !writer.write(mark, true);
    }
    if (covers && !markBlocked) {
      mark.clear();
      writer.write(mark, true);
    }
  }

  private void syncDirty() throws IOException {
    for (Segment segment : tail.dirty()) {
      segment.dirty = false;
      if (!Defect.SKIP_SYNC.isPlanted()) {
        counts.sync(segment);
      }
    }
    tail.dirty().clear();
  }

  private List<Outcome.Acknowledged> acknowledged() {
    if (written.isEmpty()) {
      return List.of();
    }
    List<Outcome.Acknowledged> result = new ArrayList<>(1);
    for (LoopAppender appender : appenders) {
      long upTo = 0;
      for (Order.Piece piece : written) {
        upTo = piece.appender() == appender ? piece.number() : upTo;
      }
      if (upTo > 0) {
        result.add(new Outcome.Acknowledged(appender, upTo));
      }
    }
    written.clear();
    return result;
  }

  private void noteRoom() {
    Room now = room();
    if (now != room) {
      room = now;
      notices.add(new Notice.RoomChanged(now));
    }
  }

  private Room room() {
    if (stalled || !waiting.isEmpty()) {
      return Room.NONE;
    }
    return supply.isSecured(upkeep.usedBytes()) ? Room.OPEN : Room.RESERVE;
  }

  private void fetch(Order.Fetch order) {
    if (waiting.mentions(order.range().group())) {
      held.add(order);
      return;
    }
    GroupLog log = index.groups().get(order.range().group());
    EntryFetch fetch = log == null ? null : EntryFetch.of(journal, order.range(), log, segments);
    if (fetch == null || fetch.isEmpty()) {
      order.replyTo().post(() -> order.answer().accept(List.of()));
    } else {
      fetch.submit(reader, order);
    }
  }

  private void fetchHeld() {
    List<Order.Fetch> again = List.copyOf(held);
    held.clear();
    again.forEach(this::fetch);
  }

  /// Somebody could not read an entry; perhaps because it has moved since.
  private void suspect(long group, long entry, long place) {
    GroupLog log = index.groups().get(group);
    if (log == null || log.place(entry) != place) {
      return;
    }
    Segment segment = segments.get(Format.segmentOf(place));
    if (placeReader.find(segment, group, entry, place, log.length(entry)) < 0) {
      upkeep.lose(log, entry);
    }
  }

  private void supplyFiles() {
    boolean running = failure == null && !appenders.isEmpty();
    SegmentSupply.Task task = running ? supply.next(upkeep.usedBytes()) : null;
    switch (task) {
      case null -> {}
      case SegmentSupply.Task.Create(int slot) ->
          reader.submit(
              () -> files.create(slot, config.segmentBytes()),
              journal.home(),
              result -> tell(new Order.Created(result.value())));
      case SegmentSupply.Task.Delete(Segment segment) ->
          reader.submit(
              () -> {
                files.delete(segment);
                return segment;
              },
              journal.home(),
              result -> tell(new Order.Deleted(segment, result.failure() == null)));
    }
  }

  private void tell(Order order) {
    journal.offer(order);
    journal.wake();
  }
}
