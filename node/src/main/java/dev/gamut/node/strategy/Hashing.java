package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.LogLine;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.node.machine.TableMachine;
import dev.gamut.protocol.leaderless.Buckets;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.leaderless.HashTree;
import dev.gamut.protocol.leaderless.KeyHashes;
import dev.gamut.protocol.leaderless.KeyPage;
import dev.gamut.protocol.leaderless.KeyQuery;
import dev.gamut.protocol.leaderless.LeaderlessEffect;
import dev.gamut.storage.Store;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a home's store to compare it with others: all of it, a page now and then, to build its
/// hashes, and the keys of some buckets where those differ.
final class Hashing {
  private static final int COUNT_MAX = 2_000;

  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final LeaderlessMachine machine;
  private final HashTree tree;
  private final ComparingConfig config;
  private Loop.@Nullable Timer timer;
  private boolean closed;

  Hashing(
      ReplicaHost host,
      PartitionDescriptor descriptor,
      LeaderlessMachine machine,
      ComparingConfig config) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = machine;
    this.tree = machine.tree();
    this.config = config;
  }

  /// Builds the hashes, and does so again now and then; not all partitions of a node at once.
  void begin() {
    if (machine.rules().home() && descriptor.replicas().size() > 1) {
      later(Math.floorMod(host.seed(), config.everyNanos()));
    }
  }

  private void later(long nanos) {
    timer = host.loop().schedule(host.monotonicNanos() + nanos, this::step);
  }

  private void step() {
    if (closed) {
      return;
    }
    if (!tree.isBuilding()) {
      tree.rebuild();
    }
    Bytes from = tree.ask();
    Bytes start =
        from.isEmpty() ? StoreKeys.itemsFrom(descriptor) : StoreKeys.item(descriptor.table(), from);
    host.store()
        .scan(
            new Store.Range(start, StoreKeys.itemsTo(descriptor), COUNT_MAX, config.pageBytesMax()),
            this::took);
  }

  private void took(Store.Page page) {
    if (closed) {
      return;
    }
    List<HashTree.Held> held = new ArrayList<>(page.entries().size());
    for (Store.Entry entry : page.entries()) {
      held.add(
          new HashTree.Held(
              StoreKeys.placeOf(entry.key()), TableMachine.decodeItem(entry.value())));
    }
    Bytes next = page.next();
    tree.took(held, next == null ? null : StoreKeys.placeOf(next));
    later(tree.isBuilding() ? config.pageNanos() : config.rebuildNanos());
  }

  /// Reads the next stretch of what some buckets hold.
  void read(KeyQuery query, Consumer<KeyPage> answer) {
    Frontier before = machine.seen();
    BitSet wanted = query.bucketSet();
    Buckets.Span span = tree.buckets().next(wanted, query.from());
    Bytes end = StoreKeys.itemsTo(descriptor);
    Bytes start = span == null ? end : start(span.from());
    if (span == null || start.compareTo(end) >= 0) {
      answer.accept(new KeyPage(before, before, List.of(), null));
      return;
    }
    Bytes to = span.to();
    Bytes stop = to == null ? end : StoreKeys.item(descriptor.table(), to);
    boolean last = stop.compareTo(end) >= 0;
    host.store()
        .scan(
            new Store.Range(start, last ? end : stop, COUNT_MAX, query.bytesMax()),
            page -> {
              if (!closed) {
                Bytes next = page.next();
                Bytes more = next == null ? null : StoreKeys.placeOf(next);
                List<KeyHashes> keys = keys(page, wanted);
                Bytes on = more == null && !last ? to : more;
                answer.accept(new KeyPage(before, machine.seen(), keys, on));
              }
            });
  }

  private Bytes start(Bytes from) {
    Bytes first = StoreKeys.itemsFrom(descriptor);
    Bytes start = StoreKeys.item(descriptor.table(), from);
    return start.compareTo(first) < 0 ? first : start;
  }

  private List<KeyHashes> keys(Store.Page page, BitSet wanted) {
    List<KeyHashes> keys = new ArrayList<>();
    for (Store.Entry entry : page.entries()) {
      Bytes place = StoreKeys.placeOf(entry.key());
      if (tree.buckets().isIn(place, wanted)) {
        KeyHashes hashes = KeyHashes.of(place, TableMachine.decodeItem(entry.value()));
        if (hashes != null) {
          keys.add(hashes);
        }
      }
    }
    return keys;
  }

  /// Tells people of a difference.
  void told(LeaderlessEffect.Differs differs) {
    Object key = machine.keyAt(differs.place());
    host.event(
        LogLine.of(
            "replica-differs",
            "partition",
            descriptor.id(),
            "key",
            key,
            "peer",
            differs.peer(),
            "here",
            differs.here(),
            "there",
            differs.there()));
    Probe probe = host.probe();
    if (probe != null) {
      probe.differs(descriptor.id(), key + " here and on " + differs.peer() + ": " + differs);
    }
  }

  void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
