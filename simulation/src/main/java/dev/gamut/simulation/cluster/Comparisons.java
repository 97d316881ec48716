package dev.gamut.simulation.cluster;

import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.wire.NodeStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether the homes of a leaderless table compare what they hold: a check that never runs finds
/// nothing. That they differ is told by [dev.gamut.node.strategy.Probe#differs].
final class Comparisons {
  private Comparisons() {}

  /// Which home has not compared with which other; null for none.
  ///
  /// @param told by each node of its replicas
  static @Nullable String missing(
      Table table, Map<NodeId, List<NodeStatus.ReplicaStatus>> told, long withinMillis) {
    for (PartitionDescriptor partition : table.partitions()) {
      for (NodeId home : partition.replicas()) {
        for (NodeId other : partition.replicas()) {
          long ago = ago(told.getOrDefault(home, List.of()), partition, other);
          if (!home.equals(other) && (ago < 0 || ago > withinMillis)) {
            return "anti-entropy: %s compared %s with %s %d ms ago"
                .formatted(home, partition.id(), other, ago);
          }
        }
      }
    }
    return null;
  }

  private static long ago(
      List<NodeStatus.ReplicaStatus> replicas, PartitionDescriptor partition, NodeId other) {
    for (NodeStatus.ReplicaStatus replica : replicas) {
      if (replica.partition().equals(partition.id())) {
        for (NodeStatus.PeerStatus peer : replica.peers()) {
          if (peer.node().equals(other)) {
            return peer.compared().agoMillis();
          }
        }
      }
    }
    return -1;
  }
}
