package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Limits;
import dev.gamut.model.LostValue;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The values that one replica of a last-writer-wins partition dropped because a concurrent one was
/// stamped later, until a window is over. They are written in the batch that drops them, so they
/// survive exactly when that does, and what is applied again writes them again and not twice.
///
/// Values are numbered as they are lost, newest first in the store. Only stretches of them are
/// known in memory, and go as a whole: when the last of a stretch is older than the window, or the
/// oldest early when the ledger has no room. Nothing is done for a write that loses nothing.
///
/// The window begins when this replica applies the loss, by its own clock, which no other replica
/// has to come to: the stamp of the winner may be older than the window when a split has lasted.
/// What is applied again after a crash begins its window again, and so is kept a little longer.
///
/// A value, format 1: `format u8 = 1 · lost at millis varint · value` as [LostValue].
///
/// The rest, format 1: `format u8 = 1 · next number varint · dropped varint · dropped last at
/// millis varint · stretches varint · (values varint · bytes varint · first at millis varint · last
/// at millis varint)*`, the oldest stretch first and the last value before the next number.
public final class ConflictLedger {
  private static final int FORMAT = 1;
  private static final int STRETCHES = 64;
  private static final String STATE = "conflicts";

  /// Values looked at for one page, so that a key with few of them cannot hold the loop.
  private static final int EXAMINED_MAX = 2_000;

  private final Store store;
  private final PartitionDescriptor descriptor;
  private final Bounds bounds;
  private final Witness witness;
  private final ArrayDeque<Stretch> stretches = new ArrayDeque<>();
  private long next = 1;
  private long bytes;
  private long dropped;
  private long droppedMillis;
  private boolean changed;

  /// How much is kept.
  ///
  /// @param windowMillis after which a value may go
  /// @param bytesMax of keys and values, beyond which the oldest go earlier
  public record Bounds(long windowMillis, long bytesMax) {
    public static final Bounds DEFAULT = new Bounds(24 * 3_600_000L, 16 << 20);

    public Bounds {
      Invariant.require(windowMillis > 0, "a window of %d ms", windowMillis);
      Invariant.require(bytesMax > 0, "a ledger of %d bytes", bytesMax);
    }
  }

  /// Who says when it is, and counts what is lost.
  public record Witness(LongSupplier wallMillis, Runnable lost) {}

  /// Values one after the other.
  private record Stretch(long first, long count, long bytes, long firstMillis, long lastMillis) {
    Stretch with(long size, long millis) {
      return new Stretch(first, count + 1, bytes + size, firstMillis, millis);
    }
  }

  public ConflictLedger(
      Store store, PartitionDescriptor descriptor, Bounds bounds, Witness witness) {
    this.store = store;
    this.descriptor = descriptor;
    this.bounds = bounds;
    this.witness = witness;
  }

  /// Adds what an entry of the log lost to its batch.
  ///
  /// @param isNew whether it was lost here, and is not another ledger's
  void add(List<LostValue> lost, boolean isNew, Store.Batch batch) {
    if (lost.isEmpty()) {
      return;
    }
    long last = stretches.isEmpty() ? 0 : stretches.getLast().lastMillis();
    long millis = Math.max(last, witness.wallMillis().getAsLong());
    for (LostValue value : lost) {
      Bytes key = StoreKeys.conflict(descriptor, next);
      Bytes record = encode(millis, value);
      batch.put(key, record);
      note(key.length() + record.length(), millis);
      if (isNew) {
        witness.lost().run();
      }
    }
    while (bytes > bounds.bytesMax()) {
      Stretch oldest = stretches.getFirst();
      dropped = (isOver(droppedMillis, millis) ? 0 : dropped) + oldest.count();
      droppedMillis = oldest.lastMillis();
      drop(batch);
    }
    changed = true;
  }

  private void note(long size, long millis) {
    Stretch open = stretches.peekLast();
    boolean isFull =
        open == null
            || open.bytes() + size > bounds.bytesMax() / STRETCHES
            || millis - open.firstMillis() > bounds.windowMillis() / STRETCHES;
    if (!isFull) {
      stretches.removeLast();
    }
    Stretch before = isFull ? new Stretch(next, 0, 0, millis, millis) : open;
    stretches.addLast(before.with(size, millis));
    bytes += size;
    next++;
  }

  private boolean isOver(long millis, long nowMillis) {
    return nowMillis - millis > bounds.windowMillis();
  }

  /// The oldest stretch goes.
  private void drop(Store.Batch batch) {
    Stretch oldest = stretches.removeFirst();
    bytes -= oldest.bytes();
    // The newest of them lies first.
    batch.deleteRange(
        StoreKeys.conflict(descriptor, oldest.first() + oldest.count() - 1),
        StoreKeys.conflict(descriptor, oldest.first() - 1));
    changed = true;
  }

  /// Lets go of what the window has passed, and adds what is known in memory if it has changed.
  void save(Store.Batch batch) {
    if (!stretches.isEmpty()) {
      long now = witness.wallMillis().getAsLong();
      while (!stretches.isEmpty() && isOver(stretches.getFirst().lastMillis(), now)) {
        drop(batch);
      }
    }
    if (changed) {
      batch.put(StoreKeys.state(descriptor, STATE), encode());
      changed = false;
    }
  }

  void load(Runnable done) {
    store.get(
        StoreKeys.state(descriptor, STATE),
        found -> {
          try {
            decode(found == null ? Bytes.EMPTY : found);
          } catch (MalformedException e) {
            throw new IllegalStateException("a conflict ledger cannot be read", e);
          }
          done.run();
        });
  }

  private Bytes encode() {
    ByteWriter out = new ByteWriter(64);
    out.u8(FORMAT).varint(next).varint(dropped).varint(droppedMillis).varint(stretches.size());
    for (Stretch stretch : stretches) {
      out.varint(stretch.count()).varint(stretch.bytes());
      out.varint(stretch.firstMillis()).varint(stretch.lastMillis());
    }
    return out.take();
  }

  private void decode(Bytes state) throws MalformedException {
    stretches.clear();
    next = 1;
    bytes = 0;
    dropped = 0;
    droppedMillis = 0;
    changed = false;
    if (state.isEmpty()) {
      return;
    }
    ByteReader in = new ByteReader(state);
    checkFormat(in.u8());
    next = in.varint();
    dropped = in.varint();
    droppedMillis = in.varint();
    int count = in.count(4);
    List<Stretch> read = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      read.add(new Stretch(0, in.varint(), in.varint(), in.varint(), in.varint()));
    }
    in.finish();
    long first = next;
    for (Stretch each : read.reversed()) {
      first -= each.count();
      bytes += each.bytes();
      stretches.addFirst(
          new Stretch(first, each.count(), each.bytes(), each.firstMillis(), each.lastMillis()));
    }
  }

  private static Bytes encode(long millis, LostValue value) {
    ByteWriter out = new ByteWriter(96 + value.lost().value().bytes().length());
    value.write(out.u8(FORMAT).varint(millis));
    return out.take();
  }

  /// A value as the store has it.
  public static Result.Noted decode(Store.Entry entry) {
    try {
      ByteReader in = new ByteReader(entry.value());
      checkFormat(in.u8());
      Result.Noted noted = new Result.Noted(in.varint(), LostValue.read(in));
      in.finish();
      return noted;
    } catch (MalformedException e) {
      throw new IllegalStateException("a value in a conflict ledger cannot be read", e);
    }
  }

  private static void checkFormat(int format) throws MalformedException {
    if (format != FORMAT) {
      throw new MalformedException("conflict ledger format " + format + " is not known here");
    }
  }

  /// Answers with a page of values, the newest first; one that is filtered may be empty and go on.
  void read(Operation.GetConflicts asked, Consumer<Result> answer) {
    boolean ofAll = asked.place() == null;
    store.scan(
        new Store.Range(
            StoreKeys.conflict(descriptor, asked.below() - 1),
            StoreKeys.conflict(descriptor, 0),
            Math.min(ofAll ? asked.countMax() : EXAMINED_MAX, Limits.PAGE_COUNT_MAX),
            Math.min(asked.sizeMax(), Limits.PAGE_SIZE_MAX)),
        page -> answer.accept(page(asked, page)));
  }

  private Result page(Operation.GetConflicts asked, Store.Page page) {
    long now = witness.wallMillis().getAsLong();
    List<Result.Noted> found = new ArrayList<>();
    Bytes goesOn = page.next();
    long below = goesOn == null ? 0 : StoreKeys.conflictNumber(goesOn) + 1;
    for (Store.Entry entry : page.entries()) {
      Result.Noted noted = decode(entry);
      if (isOver(noted.millis(), now)) {
        below = 0;
        break;
      }
      if (found.size() == asked.countMax()) {
        below = StoreKeys.conflictNumber(entry.key()) + 1;
        break;
      }
      if (asked.place() == null || noted.value().place().equals(asked.place())) {
        found.add(noted);
      }
    }
    boolean isLately = dropped > 0 && !isOver(droppedMillis, now);
    return new Result.ConflictsAre(
        found, below, isLately ? dropped : 0, isLately ? droppedMillis : 0);
  }
}
