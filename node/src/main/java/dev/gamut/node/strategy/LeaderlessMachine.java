package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableSpec;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.leaderless.Application;
import dev.gamut.protocol.leaderless.Buckets;
import dev.gamut.protocol.leaderless.HashTree;
import dev.gamut.protocol.leaderless.ItemRules;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.storage.Store;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Applies the log of one home or fallback of a leaderless partition: reads the items that a record
/// touches, and writes what [Application] makes of them. What the replica has seen is in the same
/// batch.
public final class LeaderlessMachine implements Machine {
  private static final String SEEN = "seen";

  private final Store store;
  private final PartitionDescriptor descriptor;
  private final TableSpec table;
  private final ItemRules rules;
  private final Bytes seenKey;
  private final HeldItems held;
  private final DotLog dotLog = new DotLog();
  private final DotNotes notes;
  private final Acceptor acceptor;
  private final RefusedDots refused;
  private final GivenDots given;
  private final ConflictLedger ledger;
  private final ReplicaIdentity identity;

  /// By log index: what minted records became, until the replica takes it.
  private final Map<Long, Write> minted = new HashMap<>();

  private final Looks looks = new Looks();
  private final HashTree tree;
  private Frontier seen = Frontier.EMPTY;
  private Frontier written = Frontier.EMPTY;
  private boolean changed;
  private Consumer<Write> watcher = _ -> {};

  /// @param self the node that it is for
  public LeaderlessMachine(
      Store store,
      PartitionDescriptor descriptor,
      TableSpec table,
      NodeId self,
      ConflictLedger ledger) {
    this.store = store;
    this.descriptor = descriptor;
    this.table = table;
    this.identity = new ReplicaIdentity(store, descriptor, self);
    boolean home = Roles.isHome(descriptor, self);
    this.rules = new ItemRules(table.quorums().conflict(), Item.SIBLING_COUNT_MAX, home);
    this.notes = new DotNotes(dotLog, home);
    this.tree = new HashTree(new Buckets(table.partitionBy(), descriptor.from(), descriptor.to()));
    this.seenKey = seenKey(descriptor);
    this.held = new HeldItems(store, descriptor.table());
    this.acceptor = new Acceptor(store, descriptor);
    this.refused = new RefusedDots(store, descriptor);
    this.given = new GivenDots(store, descriptor, descriptor.originOf(self));
    this.ledger = ledger;
  }

  /// Where a home keeps what it has seen.
  public static Bytes seenKey(PartitionDescriptor partition) {
    return StoreKeys.state(partition, SEEN);
  }

  TableSpec table() {
    return table;
  }

  public ItemRules rules() {
    return rules;
  }

  public DotLog dotLog() {
    return dotLog;
  }

  ReplicaIdentity identity() {
    return identity;
  }

  ConflictLedger ledger() {
    return ledger;
  }

  /// Hashes of what the store holds; a fallback's stays empty.
  public HashTree tree() {
    return tree;
  }

  /// A key as people name it.
  Object keyAt(Bytes place) {
    try {
      return Key.atPlace(table.partitionBy(), place);
    } catch (MalformedException e) {
      return place;
    }
  }

  /// The reads of items that are under way.
  Looks looks() {
    return looks;
  }

  /// What the items in the store reflect.
  public Frontier seen() {
    return written;
  }

  Acceptor acceptor() {
    return acceptor;
  }

  /// Lets somebody watch what minted records become, before anybody else can see it.
  void watch(Consumer<Write> newWatcher) {
    watcher = newWatcher;
  }

  /// What a minted record became, once; null when it was not applied.
  public @Nullable Write takeMinted(long index) {
    return minted.remove(index);
  }

  @Override
  public void apply(LogEntry entry, Store.Batch batch, Done done) {
    PaxosMessage question = question(entry);
    if (question != null) {
      acceptor.apply(entry.index(), question, batch, () -> answer(entry, question, batch, done));
      return;
    }
    apply(entry.index(), decode(entry), batch, done);
  }

  /// A decision is applied like any record; a promise shows the item as it is then.
  private void answer(LogEntry entry, PaxosMessage question, Store.Batch batch, Done done) {
    switch (question) {
      case PaxosMessage.Commit commit ->
          apply(entry.index(), PaxosRecord.proposal(commit.proposal()), batch, done);
      case PaxosMessage.Prepare(_, Bytes key, _) -> {
        held.read(
            List.of(key),
            items -> {
              Item item = items.getOrDefault(key, Item.NOTHING).fill(rules.known(seen));
              acceptor.show(entry.index(), item.encode());
              done.result(new Result.Missing());
            });
      }
      case PaxosMessage.Accept accept -> {
        given.proposed(accept, batch);
        done.result(new Result.Missing());
      }
      default -> done.result(new Result.Missing());
    }
  }

  private void apply(long index, LogRecord record, Store.Batch batch, Done done) {
    held.read(record.places(), items -> apply(index, record, items, batch, done));
  }

  private @Nullable PaxosMessage question(LogEntry entry) {
    try {
      return PaxosRecord.decode(entry.payload());
    } catch (MalformedException e) {
      throw unreadable(entry, e);
    }
  }

  private IllegalStateException unreadable(LogEntry entry, MalformedException cause) {
    return new IllegalStateException(
        "entry " + entry.index() + " of " + descriptor.id() + " cannot be read", cause);
  }

  private LogRecord decode(LogEntry entry) {
    try {
      return LogRecord.decode(entry.payload());
    } catch (MalformedException e) {
      throw unreadable(entry, e);
    }
  }

  private void apply(
      long index, LogRecord record, Map<Bytes, Item> items, Store.Batch batch, Done done) {
    Frontier before = seen;
    Application applied =
        Application.of(record, place -> items.getOrDefault(place, Item.NOTHING), before, rules);
    applied.items().forEach((place, item) -> put(place, items.get(place), item, batch));
    ledger.add(applied.lost(), !(record instanceof LogRecord.Note), batch);
    seen = applied.seen();
    changed |= !seen.equals(before);
    Write write = applied.minted();
    if (write != null) {
      minted.put(index, write);
      watcher.accept(write);
    } else if (record instanceof LogRecord.Mint mint) {
      refused.add(mint.dot());
    }
    notes.note(index, record, before, applied.items());
    done.result(new Result.Missing());
  }

  RefusedDots refused() {
    return refused;
  }

  GivenDots given() {
    return given;
  }

  private void put(Bytes place, @Nullable Item before, Item item, Store.Batch batch) {
    if (rules.home()) {
      tree.replace(place, before == null ? Item.NOTHING : before, item);
    }
    held.put(place, item, batch);
  }

  /// Notes again, at a start, what an applied entry wrote.
  public void remember(LogEntry entry) {
    PaxosMessage question = question(entry);
    if (question instanceof PaxosMessage.Commit commit) {
      LogRecord decided = PaxosRecord.proposal(commit.proposal());
      notes.note(entry.index(), decided, Frontier.EMPTY, Map.of());
    } else if (question == null) {
      notes.note(entry.index(), decode(entry), Frontier.EMPTY, Map.of());
    }
  }

  @Override
  public void save(Store.Batch batch) {
    identity.save(batch);
    if (changed) {
      ByteWriter out = new ByteWriter(64);
      seen.write(out);
      batch.put(seenKey, out.take());
      changed = false;
    }
    refused.save(batch);
    acceptor.save(batch);
    given.save(seen, batch);
    ledger.save(batch);
  }

  @Override
  public void written() {
    looks.changing(held.written());
    tree.written();
    acceptor.written();
    written = seen;
  }

  @Override
  public void load(Runnable done) {
    store.get(
        seenKey,
        found -> {
          seen = found == null ? Frontier.EMPTY : frontier(found);
          written = seen;
          Runnable others = () -> given.load(() -> ledger.load(() -> identity.load(done)));
          refused.load(() -> acceptor.load(others));
        });
  }

  static Frontier frontier(Bytes found) {
    try {
      return Frontier.read(new ByteReader(found));
    } catch (MalformedException e) {
      throw new IllegalStateException("what was seen cannot be read", e);
    }
  }

  /// Replicas of a leaderless partition hand over items, not snapshots.
  @Override
  public List<Store.Range> snapshotRanges() {
    return new ArrayList<>();
  }
}
