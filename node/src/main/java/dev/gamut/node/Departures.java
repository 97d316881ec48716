package dev.gamut.node;

import dev.gamut.base.Defect;
import dev.gamut.base.LogLine;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.strategy.Removal;
import dev.gamut.node.strategy.Replica;
import dev.gamut.node.strategy.ReplicaMark;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Ends replicas that have no place on this node any more, and forgets what is left of them.
final class Departures {
  private final Node node;
  private final Found found;
  private boolean swept;

  Departures(Node node, Found found) {
    this.node = node;
    this.found = found;
  }

  /// Forgets what is left of replicas that went while this node was down, or before. Once, by the
  /// first catalog that is followed: it comes from the store, and no restart finds an older one.
  void sweep(Catalog catalog, Set<PartitionId> wanted) {
    if (!swept) {
      swept = true;
      Map<PartitionId, PartitionDescriptor> partitions = catalog.partitions();
      found.left(catalog, wanted).forEach(id -> forget(id, partitions.get(id)));
    }
  }

  private void forget(PartitionId id, @Nullable PartitionDescriptor partition) {
    if (partition != null) {
      end(partition, null);
      return;
    }
    Shard shard = node.shardOf(id);
    node.onShard(
        shard,
        () -> {
          shard.appender().remove(id);
          shard.appended();
        });
  }

  /// @param next how the catalog describes the partition without this replica; null when there is
  ///   nothing that a restart might bring back
  void end(PartitionDescriptor descriptor, @Nullable PartitionDescriptor next) {
    found.ended(descriptor.id());
    Shard shard = node.shardOf(descriptor.id());
    ReplicaMark mark =
        next == null ? null : new ReplicaMark(descriptor.originOf(node.self()), next.epoch());
    node.onShard(shard, () -> endOn(shard, descriptor, mark));
  }

  private void endOn(Shard shard, PartitionDescriptor descriptor, @Nullable ReplicaMark mark) {
    Replica replica = shard.replicas().remove(descriptor.id());
    shard.hosts().remove(descriptor.id());
    if (replica != null) {
      replica.close();
    }
    node.event(LogLine.of("replica-dropped", "partition", descriptor.id()));
    Removal.remove(
        shard.store(), descriptor, () -> !shard.hosts().containsKey(descriptor.id()), () -> {});
    shard.appender().remove(descriptor.id());
    if (mark != null && !Defect.FORGET_DEPARTURE.isPlanted()) {
      shard.appender().state(descriptor.id(), mark.encode());
    }
    shard.pressure().logBegins(descriptor.id(), Long.MAX_VALUE);
    shard.appended();
  }
}
