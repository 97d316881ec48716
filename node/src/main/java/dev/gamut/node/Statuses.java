package dev.gamut.node;

import dev.gamut.wire.NodeStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A node's figures as its status says them.
final class Statuses {
  private Statuses() {}

  static NodeStatus of(NodeFigures figures) {
    List<NodeStatus.ReplicaStatus> replicas = new ArrayList<>();
    long refused = 0;
    long requestBytes = 0;
    for (ShardFigures shard : figures.shards()) {
      replicas.addAll(shard.replicas());
      refused += shard.refused();
      requestBytes += shard.requestBytes();
    }
    replicas.sort(Comparator.comparing(NodeStatus.ReplicaStatus::partition));
    Map<String, Long> named = new TreeMap<>();
    named.put("requests_refused", refused);
    named.put("requests_bytes", requestBytes);
    named.put("journal_used_bytes", figures.journal().usedBytes());
    named.put("journal_segments_recycled", figures.journal().recycled());
    named.put("journal_syncs", figures.journal().syncs());
    named.put("journal_records", figures.journal().records());
    return new NodeStatus(
        figures.node(),
        figures.shards().getFirst().mode().label(),
        figures.uptimeMillis(),
        figures.catalog().version(),
        replicas,
        named);
  }
}
