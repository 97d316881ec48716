package dev.gamut.node.machine;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.protocol.leaderless.Application;
import dev.gamut.protocol.leaderless.Handed;
import dev.gamut.protocol.leaderless.ItemRules;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.storage.Store;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Applies the log of one home of a leaderless partition: reads the items that a record touches,
/// and writes what [Application] makes of them. What the replica has seen is in the same batch.
public final class LeaderlessMachine implements Machine {
  private static final String SEEN = "seen";

  private final Store store;
  private final PartitionDescriptor descriptor;
  private final Quorums quorums;
  private final ItemRules rules;
  private final Bytes seenKey;
  private final DotLog dotLog = new DotLog();

  /// Items changed by records whose batch is not in the store yet. Only looked up.
  private final Map<Bytes, Item> unwritten = new HashMap<>();

  /// By log index: what minted records became, until the replica takes it.
  private final Map<Long, Write> minted = new HashMap<>();

  /// Reads of items that are under way.
  private final List<Look> looks = new ArrayList<>();

  private Frontier seen = Frontier.EMPTY;
  private Frontier written = Frontier.EMPTY;
  private boolean changed;

  /// A read of an item, from when it is asked for until it is answered.
  public static final class Look {
    private final Bytes place;
    private boolean changed;

    private Look(Bytes place) {
      this.place = place;
    }
  }

  public LeaderlessMachine(Store store, PartitionDescriptor descriptor, Quorums quorums) {
    this.store = store;
    this.descriptor = descriptor;
    this.quorums = quorums;
    this.rules = new ItemRules(quorums.conflict(), Item.SIBLING_COUNT_MAX);
    this.seenKey = seenKey(descriptor);
  }

  /// Where a home keeps what it has seen.
  public static Bytes seenKey(PartitionDescriptor partition) {
    return StoreKeys.state(partition, SEEN);
  }

  public Quorums quorums() {
    return quorums;
  }

  public ItemRules rules() {
    return rules;
  }

  public DotLog dotLog() {
    return dotLog;
  }

  /// What the items in the store reflect.
  public Frontier seen() {
    return written;
  }

  /// What a minted record became; null when it was not applied. Only once.
  public @Nullable Write takeMinted(long index) {
    return minted.remove(index);
  }

  @Override
  public void apply(LogEntry entry, Store.Batch batch, Done done) {
    LogRecord record = decode(entry);
    List<Bytes> places = record.places();
    Map<Bytes, Item> held = new HashMap<>();
    read(places, 0, held, () -> apply(entry.index(), record, held, batch, done));
  }

  private LogRecord decode(LogEntry entry) {
    try {
      return LogRecord.decode(entry.payload());
    } catch (MalformedException e) {
      throw new IllegalStateException(
          "entry " + entry.index() + " of " + descriptor.id() + " cannot be read", e);
    }
  }

  private void read(List<Bytes> places, int from, Map<Bytes, Item> into, Runnable done) {
    if (from == places.size()) {
      done.run();
      return;
    }
    Bytes place = places.get(from);
    Item pending = unwritten.get(place);
    if (pending != null) {
      into.put(place, pending);
      read(places, from + 1, into, done);
      return;
    }
    store.get(
        StoreKeys.item(descriptor.table(), place),
        found -> {
          into.put(place, found == null ? Item.NOTHING : TableMachine.decodeItem(found));
          read(places, from + 1, into, done);
        });
  }

  private void apply(
      long index, LogRecord record, Map<Bytes, Item> held, Store.Batch batch, Done done) {
    Frontier before = seen;
    Application applied =
        Application.of(record, place -> held.getOrDefault(place, Item.NOTHING), before, rules);
    applied
        .items()
        .forEach(
            (place, item) -> {
              Bytes key = StoreKeys.item(descriptor.table(), place);
              unwritten.put(place, item);
              if (item.isNothing()) {
                batch.delete(key);
              } else {
                batch.put(key, item.encode());
              }
            });
    seen = applied.seen();
    changed |= !seen.equals(before);
    Write write = applied.minted();
    if (write != null) {
      minted.put(index, write);
    }
    remember(index, record, before, applied.items());
    done.result(new Result.Missing());
  }

  /// Notes again, at a start, what an applied entry wrote.
  public void remember(LogEntry entry) {
    LogRecord record = decode(entry);
    remember(entry.index(), record, Frontier.EMPTY, Map.of());
  }

  private void remember(long index, LogRecord record, Frontier before, Map<Bytes, Item> items) {
    switch (record) {
      case LogRecord.Mint mint -> note(index, mint.dot(), mint.place(), items);
      case LogRecord.Take(Write write) -> {
        if (!before.covers(write.dot())) {
          note(index, write.dot(), write.place(), items);
        }
      }
      case LogRecord.Merge(List<Handed> handed) ->
          handed.forEach(each -> note(index, each.dots().minus(before), each.place(), items));
      case LogRecord.Collect(_, Frontier collected) -> dotLog.collected(collected);
    }
  }

  private void note(long index, Frontier dots, Bytes place, Map<Bytes, Item> items) {
    dots.forEach(
        (origin, first, last) -> {
          for (long i = first; i <= last; i++) {
            note(index, new Dot(origin, i), place, items);
          }
        });
  }

  /// An item that is not known, because it was applied by the last process, may have something
  /// left.
  private void note(long index, Dot dot, Bytes place, Map<Bytes, Item> items) {
    Item item = items.get(place);
    boolean settled =
        item != null && item.context().isEmpty() && item.live().size() == item.siblings().size();
    if (!Defect.FORGET_DOT_LOG.isPlanted()) {
      dotLog.add(index, dot, place, !settled);
    }
  }

  @Override
  public void save(Store.Batch batch) {
    if (changed) {
      ByteWriter out = new ByteWriter(64);
      seen.write(out);
      batch.put(seenKey, out.take());
      changed = false;
    }
  }

  /// The item of a place is about to be read from the store.
  public Look look(Bytes place) {
    Look look = new Look(place);
    looks.add(look);
    return look;
  }

  /// Whether what was read may be of before or after a change; the look is over.
  public boolean hasChanged(Look look) {
    looks.remove(look);
    return look.changed;
  }

  @Override
  public void written() {
    for (Look look : looks) {
      look.changed |= unwritten.containsKey(look.place);
    }
    unwritten.clear();
    written = seen;
  }

  @Override
  public void load(Runnable done) {
    store.get(
        seenKey,
        found -> {
          try {
            seen = found == null ? Frontier.EMPTY : Frontier.read(new ByteReader(found));
          } catch (MalformedException e) {
            throw new IllegalStateException("what was seen cannot be read", e);
          }
          written = seen;
          done.run();
        });
  }

  /// Replicas of a leaderless partition hand over items, not snapshots.
  @Override
  public List<Store.Range> snapshotRanges() {
    return new ArrayList<>();
  }
}
