package dev.gamut.real.store;

import static dev.gamut.base.Invariant.check;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gamut.base.Bytes;
import dev.gamut.storage.Store;
import dev.gamut.world.Clock;
import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/// The store on disk: RocksDB, of which only the tables are used and not the log.
///
/// - *Reads* are tried on the loop with what is in memory; what is not goes to the reader's thread.
/// - *Writes* never wait: a write that would have to is refused, and tried again when RocksDB tells
///   that its stall is over, or, should that be missed, now and then. Large ones are for the
///   writer's thread.
/// - *Sequences* are RocksDB's own. A batch gets the sequence of its last change, and is flushed
///   when a flush of that sequence or a later one is told of.
/// - *Errors* set the condition. When the disk is full the reserve is given up, from which RocksDB
///   recovers within seconds, and the store stays *full* until there is room for a reserve again:
///   reads and, as long as the room lasts, writes go on. After any other error writes stall for
///   good and the node must stop.
public final class RocksStore implements Store {
  /// The doors that the store needs. The workers must end after the store; their jobs may be
  /// others'. The writer is for large batches.
  public record Doors(Loop loop, Clock clock, Worker reader, Worker writer) {}

  private static final long STALL_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long FLUSH_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ROOM_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record FlushWaiter(long sequence, Runnable task) {}

  private final Loop loop;
  private final Clock clock;
  private final RocksTuning tuning;
  private final RocksDB database;
  private final Worker reader;
  private final Reserve reserve;
  private final ReadQueue reads;
  private final WriterBeside beside;
  private final RocksReading reading;
  private final PageReader pagesOfViews;
  private final ArrayDeque<FlushWaiter> waitingForFlush = new ArrayDeque<>();
  private final ArrayDeque<Runnable> waitingForWritable = new ArrayDeque<>();
  private final List<Consumer<Condition>> listeners = new ArrayList<>();
  private final List<RocksView> views = new ArrayList<>();
  private Condition condition = new Condition.Healthy();
  private Loop.@Nullable Timer stallTimer;
  private Loop.@Nullable Timer flushTimer;
  private long errorsSeen;
  private long sequence;
  private long flushedSequence;
  private long flushes;
  private boolean flushWaits;
  private boolean closed;

  private RocksStore(Doors doors, RocksTuning tuning, RocksDB database, Reserve reserve) {
    loop = doors.loop();
    clock = doors.clock();
    reader = doors.reader();
    this.reserve = reserve;
    reads = new ReadQueue(doors.reader(), loop, e -> failed(e, "read"));
    this.tuning = tuning;
    this.database = database;
    beside = new WriterBeside(database, tuning.write, doors.writer(), loop);
    reading = new RocksReading(database, tuning, reads, this::failed);
    pagesOfViews = new PageReader(database, RocksTuning::readForView);
    sequence = database.getLatestSequenceNumber();
    flushedSequence = sequence;
  }

  /// Opens the store in a directory, or makes one when the directory is empty or missing. Blocks;
  /// on the loop, or before it runs.
  ///
  /// @throws StoreUnusableException when what is there is not a whole store of this program, or is
  ///   in use
  public static RocksStore open(Path path, RocksConfig config, Doors doors) throws IOException {
    RocksEvents.checkReachable();
    RocksDB.loadLibrary();
    StoreDirectory directory = StoreDirectory.check(path);
    Reserve reserve = new Reserve(path, config.reserveBytes());
    reserve.giveUpIfLeftIsBelow(config.writeBufferBytes());
    Told told = new Told();
    RocksTuning tuning = new RocksTuning(config, new RocksEvents(told));
    RocksDB database;
    try {
      database = RocksDB.open(tuning.options, path.toString());
    } catch (RocksDBException e) {
      tuning.close();
      throw new StoreUnusableException(
          path + " cannot be opened: in use by another process, or damaged: " + e.getMessage(), e);
    }
    try {
      directory.mark();
    } catch (IOException e) {
      database.close();
      tuning.close();
      throw e;
    }
    RocksStore store = new RocksStore(doors, tuning, database, reserve);
    told.store = store;
    store.lookForRoom();
    return store;
  }

  @Override
  public void get(Bytes key, Consumer<@Nullable Bytes> answer) {
    checkOpen();
    reading.get(key, answer);
  }

  @Override
  public void scan(Range range, Consumer<Page> answer) {
    checkOpen();
    reading.scan(range, answer);
  }

  @Override
  public long write(Batch batch) {
    checkOpen();
    byte[] serialized = SerializedBatch.of(batch);
    if (serialized == null) {
      return sequence;
    }
    if (condition instanceof Condition.Failed) {
      return STALLED;
    }
    try (WriteBatch nativeBatch = new WriteBatch(serialized)) {
      database.write(tuning.write, nativeBatch);
    } catch (RocksDBException e) {
      return refused(e);
    }
    sequence = database.getLatestSequenceNumber();
    return sequence;
  }

  private long refused(RocksDBException e) {
    if (!RocksReading.isIncomplete(e)) {
      failed(e, "write");
    }
    return STALLED;
  }

  @Override
  public void writeBeside(Supplier<Batch> batch, LongConsumer written) {
    checkOpen();
    if (condition instanceof Condition.Failed) {
      written.accept(STALLED);
      return;
    }
    beside.write(
        batch,
        result -> {
          if (!closed) {
            written.accept(besideWritten(result));
          }
        });
  }

  private long besideWritten(WriterBeside.@Nullable Outcome outcome) {
    if (outcome == null) {
      return STALLED;
    }
    if (outcome.failure() != null) {
      return refused(outcome.failure());
    }
    sequence = Math.max(sequence, outcome.sequence());
    return sequence;
  }

  @Override
  public void onWritable(Runnable task) {
    checkOpen();
    waitingForWritable.add(task);
    tellWhenWritable();
  }

  /// Tells those who wait that writing may go on, when it may; otherwise looks again when RocksDB
  /// tells of a change, or after a while.
  void tellWhenWritable() {
    cancel(stallTimer);
    stallTimer = null;
    if (waitingForWritable.isEmpty()) {
      return;
    }
    lookForError();
    if (condition instanceof Condition.Failed) {
      return;
    }
    boolean isFull = condition instanceof Condition.Full;
    if (RocksProperties.number(database, "rocksdb.is-write-stopped") != 0
        || (isFull && isStopped())) {
      stallTimer = scheduleIn(STALL_LOOK_NANOS, this::tellWhenWritable);
      return;
    }
    while (!waitingForWritable.isEmpty()) {
      later(waitingForWritable.remove());
    }
  }

  private static void cancel(Loop.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  @CanIgnoreReturnValue
  private Loop.Timer scheduleIn(long nanos, Runnable task) {
    return loop.schedule(
        clock.monotonicNanos() + nanos,
        () -> {
          if (!closed) {
            task.run();
          }
        });
  }

  @Override
  public long flushedSequence() {
    checkOpen();
    return flushedSequence;
  }

  @Override
  public void flush() {
    checkOpen();
    if (flushedSequence >= sequence) {
      return;
    }
    if (condition instanceof Condition.Full && isStopped()) {
      flushAfterStall();
      return;
    }
    try {
      database.flush(tuning.flush);
    } catch (RocksDBException e) {
      if (RocksReading.has(e, Status.Code.TryAgain)) {
        flushAfterStall();
      } else {
        failed(e, "flush");
      }
    }
  }

  /// While writes are stopped RocksDB begins no flush that is asked for. After a full disk it must
  /// not even be asked: it recovers once no flush is scheduled, tries each that is asked for, waits
  /// a second when that fails, and so would never get to it.
  private void flushAfterStall() {
    if (!flushWaits) {
      flushWaits = true;
      onWritable(
          () -> {
            flushWaits = false;
            flush();
          });
    }
  }

  @Override
  public void flush(Runnable task) {
    flush();
    if (flushedSequence >= sequence) {
      later(task);
    } else {
      waitingForFlush.add(new FlushWaiter(sequence, task));
      watchFlush();
    }
  }

  /// While a flush is waited for, looks now and then whether an error has stopped it.
  private void watchFlush() {
    boolean failed = condition instanceof Condition.Failed;
    if (flushTimer == null && !waitingForFlush.isEmpty() && !failed) {
      flushTimer =
          scheduleIn(
              FLUSH_LOOK_NANOS,
              () -> {
                flushTimer = null;
                lookForError();
                watchFlush();
              });
    }
  }

  /// Looks whether work in the background failed since the last look.
  private void lookForError() {
    long errors = RocksProperties.number(database, "rocksdb.background-errors");
    if (errors != errorsSeen) {
      errorsSeen = errors;
      isStopped();
    }
  }

  /// Whether an error has stopped writes, and which one it was becomes the condition. RocksDB
  /// answers every write with that error, even one of nothing; a flush only says that writes are
  /// stopped.
  private boolean isStopped() {
    try (WriteBatch nothing = new WriteBatch()) {
      database.write(tuning.write, nothing);
    } catch (RocksDBException e) {
      if (!RocksReading.isIncomplete(e)) {
        failed(e, "background work");
        return true;
      }
    }
    return false;
  }

  /// Makes the reserve, or finds that there is no room for it; then looks again and again. Room is
  /// found only once RocksDB has found it too.
  private void lookForRoom() {
    reader.submit(reserve::makePiece, loop, this::roomSeen);
  }

  private void roomSeen(Worker.Result<Reserve.State> made) {
    if (closed || condition instanceof Condition.Failed) {
      return;
    }
    if (made.failure() != null) {
      // The reader had too much to do, or the directory could not be looked at.
      scheduleIn(ROOM_LOOK_NANOS, this::lookForRoom);
    } else if (made.get() == Reserve.State.GROWING) {
      lookForRoom();
    } else if (made.get() == Reserve.State.NO_ROOM) {
      become(new Condition.Full("the disk has no room for what must go on when it is full"));
      scheduleIn(ROOM_LOOK_NANOS, this::lookForRoom);
    } else if (condition instanceof Condition.Full && isStopped()) {
      scheduleIn(ROOM_LOOK_NANOS, this::lookForRoom);
    } else {
      become(new Condition.Healthy());
    }
  }

  /// RocksDB met a full disk: it gets the reserve. The job before the next look for room.
  private void giveUpReserve() {
    reader.submit(reserve::giveUp, loop, _ -> scheduleIn(ROOM_LOOK_NANOS, this::lookForRoom));
  }

  void onFlushed(long upTo) {
    flushes++;
    flushedSequence = Math.max(flushedSequence, upTo);
    while (!waitingForFlush.isEmpty() && waitingForFlush.element().sequence() <= flushedSequence) {
      later(waitingForFlush.remove().task());
    }
  }

  @Override
  public void onCondition(Consumer<Condition> listener) {
    checkOpen();
    listeners.add(listener);
    Condition now = condition;
    if (!(now instanceof Condition.Healthy)) {
      later(() -> listener.accept(now));
    }
  }

  private void failed(RocksDBException e, String during) {
    Status status = e.getStatus();
    String message = during + " failed: " + e.getMessage();
    boolean full = status != null && status.getSubCode() == Status.SubCode.NoSpace;
    if (full && condition instanceof Condition.Healthy) {
      giveUpReserve();
    }
    become(full ? new Condition.Full(message) : new Condition.Failed(message));
  }

  /// A failure is for good, and what is so already is not told again.
  private void become(Condition changed) {
    if (condition instanceof Condition.Failed || condition.getClass() == changed.getClass()) {
      return;
    }
    condition = changed;
    listeners.forEach(listener -> later(() -> listener.accept(changed)));
    if (changed instanceof Condition.Healthy) {
      goOn();
    }
  }

  void goOn() {
    tellWhenWritable();
    if (!waitingForFlush.isEmpty()) {
      flush();
      watchFlush();
    }
  }

  /// How the store is, or null when it has ended; on its loop, in well under a millisecond.
  public @Nullable StoreFigures figures() {
    return closed ? null : RocksProperties.figures(database, flushes);
  }

  @Override
  public View view() {
    checkOpen();
    RocksView view = new RocksView(database, pagesOfViews, reads, views::remove);
    views.add(view);
    return view;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    check(views.stream().allMatch(RocksView::isClosed), "closed with a view open");
    end();
  }

  /// Ends as [#close] does, whatever is still open.
  void end() {
    closed = true;
    cancel(stallTimer);
    cancel(flushTimer);
    beside.close(() -> reads.close(this::closeNative));
  }

  /// First what uses the database, then the database, then what it uses.
  private void closeNative() {
    views.forEach(RocksView::release);
    reading.close();
    pagesOfViews.close();
    database.close();
    tuning.close();
  }

  /// For tests that want a stall.
  RocksDB database() {
    return database;
  }

  void later(Runnable task) {
    loop.post(
        () -> {
          if (!closed) {
            task.run();
          }
        });
  }

  private void checkOpen() {
    check(!closed, "the store is used after its end");
  }
}
