package dev.gamut.node;

import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.node.strategy.ReplicaMark;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the journal was found to hold of each replica, as far as that is still so. On the first
/// loop.
final class Found {
  private final Map<PartitionId, RecoveredGroup> groups;

  /// Whether records were lost of nobody knows which replicas.
  private final boolean unexplained;

  /// Whether it is not known which replicas were here.
  private final boolean catalogDamaged;

  private final Set<PartitionId> ended = new HashSet<>();

  /// @param unexplained whether records were lost of nobody knows which replicas
  Found(Map<PartitionId, RecoveredGroup> groups, boolean unexplained) {
    this.groups = new TreeMap<>(groups);
    RecoveredGroup catalog = groups.get(PartitionId.CATALOG);
    this.catalogDamaged = catalog == null || catalog.damaged();
    this.unexplained = unexplained;
  }

  /// What the journal holds of a replica; null for nothing. One that it does not know is new,
  /// unless it lost records and cannot say whose: then it may have been here. One of a leaderless
  /// partition is not written off for that when it has come since.
  ///
  /// @param current whether this node knew the catalog again as it did when it stopped
  @Nullable RecoveredGroup of(PartitionId id, StrategyKind kind, boolean current) {
    RecoveredGroup group = groups.get(id);
    boolean isSince =
        switch (kind) {
          case LOCAL -> true;
          case CONSENSUS -> false;
          case LEADERLESS -> current && !catalogDamaged;
        };
    boolean isLost = group == null && unexplained && !isSince && !ended.contains(id);
    return isLost ? RecoveredGroup.damaged(id, Bytes.EMPTY) : group;
  }

  /// What is left of a replica of which something is; null for nothing.
  @Nullable RecoveredGroup of(PartitionId id) {
    return groups.get(id);
  }

  /// Of which replicas something is, though this node has left them for good by a catalog that is
  /// in its store: no restart brings back an older one. Of a damaged one it is not known in which
  /// epoch it was.
  List<PartitionId> left(Catalog catalog, Set<PartitionId> wanted) {
    List<PartitionId> left = new ArrayList<>();
    groups.forEach(
        (id, group) -> {
          boolean isElsewhere = !id.equals(PartitionId.CATALOG) && !wanted.contains(id);
          if (isElsewhere && !group.damaged() && hasLeft(group, catalog)) {
            left.add(id);
          }
        });
    return left;
  }

  private static boolean hasLeft(RecoveredGroup group, Catalog catalog) {
    PartitionDescriptor partition = catalog.partitions().get(group.id());
    return partition == null
        ? group.id().value() < catalog.counters().partition()
        : !ReplicaMark.isLater(group.state(), partition.epoch());
  }

  /// Records were lost since.
  void damaged(RecoveredGroup group) {
    groups.put(group.id(), group);
  }

  /// The replica was dropped.
  void ended(PartitionId id) {
    groups.remove(id);
    ended.add(id);
  }
}
