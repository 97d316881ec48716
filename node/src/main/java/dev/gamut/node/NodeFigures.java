package dev.gamut.node;

import dev.gamut.base.NodeId;
import dev.gamut.model.Catalog;
import dev.gamut.storage.journal.JournalStats;
import dev.gamut.wire.NodeStatus;
import java.util.List;

/// How a node is, and what it has counted since the start: for status and metrics.
public record NodeFigures(
    NodeId node,
    long uptimeMillis,
    Catalog catalog,
    JournalStats journal,
    List<ShardFigures> shards) {
  public NodeFigures {
    shards = List.copyOf(shards);
  }

  /// Of all loops.
  public List<NodeStatus.ReplicaStatus> allReplicas() {
    return shards.stream().flatMap(shard -> shard.replicas().stream()).toList();
  }
}
