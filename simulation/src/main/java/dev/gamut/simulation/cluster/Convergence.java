package dev.gamut.simulation.cluster;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.node.strategy.Acceptor;
import dev.gamut.node.strategy.ConflictLedger;
import dev.gamut.node.strategy.LeaderlessMachine;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The homes of a leaderless partition come to hold the same: equal frontiers without gaps, equal
/// items, no tombstone, and of every key exactly the writes that nobody superseded. Its fallbacks
/// come to hold nothing.
final class Convergence {
  private final List<SimulatedMachine> machines;
  private final int loops;
  private final boolean lossy;

  /// @param lossy whether disks may lose what they had synced, and replicas are written off
  Convergence(List<SimulatedMachine> machines, int loops, boolean lossy) {
    this.machines = machines;
    this.loops = loops;
    this.lossy = lossy;
  }

  /// What is left beside the items.
  ///
  /// @param noted values that conflict ledgers have
  /// @param writtenOff origins of replicas that are gone with what nobody else had
  record Left(Set<Dot> noted, Set<Long> writtenOff) {}

  private record Home(NodeId node, Frontier seen, SortedMap<Bytes, Item> items) {}

  /// What still differs; null when nothing does.
  @Nullable String difference(Table table) {
    for (PartitionDescriptor partition : table.partitions()) {
      if (partition.peers().move() != null) {
        return "convergence: %s in %s has not ended"
            .formatted(partition.peers().move(), partition.id());
      }
      Home first = null;
      for (NodeId node : partition.replicas()) {
        Home home = home(node, partition);
        if (home == null) {
          return "convergence: " + node + " is down";
        }
        String wrong = first == null ? unsettled(home, partition) : between(first, home, partition);
        if (wrong != null) {
          return "convergence: " + wrong;
        }
        first = first == null ? home : first;
      }
      String kept = kept(partition);
      if (kept != null) {
        return "convergence: " + kept;
      }
    }
    return null;
  }

  /// What a fallback still holds.
  private @Nullable String kept(PartitionDescriptor partition) {
    for (NodeId node : partition.peers().fallbacks()) {
      Home fallback = home(node, partition);
      if (fallback == null) {
        return node + " is down";
      }
      if (!fallback.items().isEmpty()) {
        return "%s, a fallback, still holds %s of %s"
            .formatted(node, fallback.items(), partition.id());
      }
    }
    return null;
  }

  /// Which home still keeps what it promised and accepted of keys; null for none.
  @Nullable String uncollected(Table table) {
    for (PartitionDescriptor partition : table.partitions()) {
      Bytes from = StoreKeys.acceptor(partition, Bytes.EMPTY);
      for (NodeId node : partition.replicas()) {
        MemoryStore store = store(node, partition);
        List<Store.Entry> kept =
            store == null ? List.of() : look(store, from, StoreKeys.acceptorsTo(partition));
        if (!kept.isEmpty()) {
          return "collecting: %s keeps what it promised of %d keys of %s"
              .formatted(node, kept.size(), partition.id());
        }
      }
    }
    return null;
  }

  /// Below which round of ballots homes have dropped what they promised and accepted; 0 for none.
  long collectedBelow(Table table) {
    long highest = 0;
    for (PartitionDescriptor partition : table.partitions()) {
      Bytes key = StoreKeys.floor(partition);
      for (NodeId node : partition.replicas()) {
        MemoryStore store = store(node, partition);
        List<Store.Entry> kept = store == null ? List.of() : look(store, key, key.prefixEnd());
        for (Store.Entry entry : kept) {
          highest = Math.max(highest, settledBelow(entry.value()));
        }
      }
    }
    return highest;
  }

  private static long settledBelow(Bytes record) {
    try {
      return Acceptor.collectedBelow(record);
    } catch (MalformedException e) {
      throw new IllegalStateException("a floor cannot be read", e);
    }
  }

  /// What homes that are equal hold, by place.
  SortedMap<Bytes, Item> held(Table table) {
    TreeMap<Bytes, Item> items = new TreeMap<>();
    for (PartitionDescriptor partition : table.partitions()) {
      Home home = home(partition.replicas().getFirst(), partition);
      if (home != null) {
        items.putAll(home.items());
      }
    }
    return items;
  }

  /// What the conflict ledgers of all nodes have, fallbacks too.
  Set<Dot> noted(Table table) {
    Set<Dot> noted = new HashSet<>();
    for (PartitionDescriptor partition : table.partitions()) {
      Bytes from = StoreKeys.conflict(partition, Long.MAX_VALUE);
      Bytes to = StoreKeys.conflict(partition, 0);
      for (NodeId node : partition.participants()) {
        MemoryStore store = store(node, partition);
        List<Store.Entry> entries = store == null ? List.of() : look(store, from, to);
        entries.forEach(entry -> noted.add(ConflictLedger.decode(entry).value().lost().dot()));
      }
    }
    return noted;
  }

  Left left(List<Table> tables) {
    Set<Dot> noted = new HashSet<>();
    Set<Long> writtenOff = new HashSet<>();
    for (Table table : tables) {
      noted.addAll(noted(table));
      for (PartitionDescriptor partition : table.partitions()) {
        writtenOff.addAll(lossy ? partition.peers().former() : List.of());
      }
    }
    return new Left(noted, writtenOff);
  }

  /// Which write is lost or came back, in homes that are equal; null for none.
  static @Nullable String violation(Map<Bytes, Item> items, Left left, LeaderlessWrites writes) {
    for (Map.Entry<Bytes, KeyWrites> entry : writes.keys().entrySet()) {
      Item held = items.getOrDefault(entry.getKey(), Item.NOTHING);
      String difference =
          entry.getValue().difference(held.siblings(), left.noted(), left.writtenOff());
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable String unsettled(Home home, PartitionDescriptor partition) {
    if (!home.seen().equals(home.seen().bases())) {
      return "%s misses something of %s: %s".formatted(home.node(), partition.id(), home.seen());
    }
    for (Map.Entry<Bytes, Item> entry : home.items().entrySet()) {
      Item item = entry.getValue();
      if (item.live().size() < item.siblings().size()) {
        return "%s keeps a tombstone of %s: %s".formatted(home.node(), entry.getKey(), item);
      }
    }
    return null;
  }

  private static @Nullable String between(Home one, Home other, PartitionDescriptor partition) {
    if (!one.seen().equals(other.seen())) {
      return "%s has seen %s of %s, %s %s"
          .formatted(one.node(), one.seen(), partition.id(), other.node(), other.seen());
    }
    if (one.items().equals(other.items())) {
      return null;
    }
    TreeMap<Bytes, Item> all = new TreeMap<>(other.items());
    all.putAll(one.items());
    for (Bytes place : all.keySet()) {
      Item mine = one.items().getOrDefault(place, Item.NOTHING);
      Item others = other.items().getOrDefault(place, Item.NOTHING);
      if (!mine.equals(others)) {
        return "%s holds %s of %s, %s %s, and both have seen %s"
            .formatted(one.node(), mine, place, other.node(), others, one.seen());
      }
    }
    return null;
  }

  private @Nullable Home home(NodeId node, PartitionDescriptor partition) {
    MemoryStore store = store(node, partition);
    if (store == null) {
      return null;
    }
    try {
      return read(node, partition, store);
    } catch (MalformedException e) {
      throw new IllegalStateException("a record of " + partition.id() + " cannot be read", e);
    }
  }

  private @Nullable MemoryStore store(NodeId node, PartitionDescriptor partition) {
    SimulatedMachine machine = machines.get(node.value() - 1);
    return machine.isRunning() ? machine.store((int) (partition.id().value() % loops)) : null;
  }

  private Home read(NodeId node, PartitionDescriptor partition, MemoryStore store)
      throws MalformedException {
    Frontier seen = Frontier.EMPTY;
    Bytes key = LeaderlessMachine.seenKey(partition);
    for (Store.Entry entry : look(store, key, key.prefixEnd())) {
      seen = Frontier.read(new ByteReader(entry.value()));
    }
    TreeMap<Bytes, Item> items = new TreeMap<>();
    Bytes from = StoreKeys.itemsFrom(partition);
    for (Store.Entry entry : look(store, from, StoreKeys.itemsTo(partition))) {
      Item item = Item.decode(entry.value()).strip(seen.bases());
      item = item.strip(lost(item.context(), partition));
      if (!item.isNothing()) {
        items.put(StoreKeys.placeOf(entry.key()), item);
      }
    }
    return new Home(node, seen, items);
  }

  /// What a context may say and some homes have never heard: that dots are superseded which were
  /// lost with a replica that was written off, and are in no item.
  private Frontier lost(Frontier context, PartitionDescriptor partition) {
    Frontier lost = Frontier.EMPTY;
    for (long origin : lossy ? partition.peers().former() : List.<Long>of()) {
      if (context.last(origin) > 0) {
        lost = lost.join(Frontier.ofRange(origin, 1, context.last(origin)));
      }
    }
    return lost;
  }

  private static List<Store.Entry> look(MemoryStore store, Bytes from, @Nullable Bytes to) {
    return store.look(new Store.Range(from, to, Integer.MAX_VALUE, Integer.MAX_VALUE)).entries();
  }
}
