package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Replicas that have applied the same entries hold the same bytes: items, and the outcomes of
/// writes beside them.
final class ReplicaEquality {
  private final List<SimulatedMachine> machines;
  private final int loops;
  private long compared;

  ReplicaEquality(List<SimulatedMachine> machines, int loops) {
    this.machines = machines;
    this.loops = loops;
  }

  /// Pairs of replicas that were compared, because they stood at the same position.
  long compared() {
    return compared;
  }

  /// What differs in a partition; null when nothing does.
  @Nullable String difference(PartitionDescriptor partition) {
    Map<Bytes, NodeId> firsts = new TreeMap<>();
    for (NodeId node : partition.replicas()) {
      Bytes position = position(node, partition);
      NodeId first = position == null ? null : firsts.putIfAbsent(position, node);
      if (first != null) {
        compared++;
        String difference = difference(partition, first, node);
        if (difference != null) {
          return difference;
        }
      }
    }
    return null;
  }

  private @Nullable String difference(PartitionDescriptor partition, NodeId one, NodeId other) {
    List<Store.Entry> left = contents(one, partition);
    List<Store.Entry> right = contents(other, partition);
    if (left.equals(right)) {
      return null;
    }
    int at = 0;
    while (at < Math.min(left.size(), right.size()) && left.get(at).equals(right.get(at))) {
      at++;
    }
    return "applied equality: %s and %s differ in %s at record %d of %d and %d, at one position"
        .formatted(one, other, partition.id(), at, left.size(), right.size());
  }

  private List<Store.Entry> contents(NodeId node, PartitionDescriptor partition) {
    List<Store.Entry> all = new ArrayList<>();
    Bytes protocol = StoreKeys.protocol(partition);
    scan(node, partition, StoreKeys.itemsFrom(partition), StoreKeys.itemsTo(partition), all);
    scan(node, partition, protocol, Objects.requireNonNull(protocol.prefixEnd()), all);
    return all;
  }

  private void scan(
      NodeId node, PartitionDescriptor partition, Bytes from, Bytes to, List<Store.Entry> into) {
    MemoryStore store = store(node, partition);
    if (store != null) {
      Store.Range range = new Store.Range(from, to, Integer.MAX_VALUE, Integer.MAX_VALUE);
      into.addAll(store.look(range).entries());
    }
  }

  private @Nullable Bytes position(NodeId node, PartitionDescriptor partition) {
    List<Store.Entry> found = new ArrayList<>();
    Bytes key = StoreKeys.position(partition.id());
    scan(node, partition, key, Objects.requireNonNull(key.prefixEnd()), found);
    return found.isEmpty() ? null : found.getFirst().value();
  }

  private @Nullable MemoryStore store(NodeId node, PartitionDescriptor partition) {
    SimulatedMachine machine = machines.get(node.value() - 1);
    return machine.isRunning() ? machine.store((int) (partition.id().value() % loops)) : null;
  }
}
