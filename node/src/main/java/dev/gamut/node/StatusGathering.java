package dev.gamut.node;

import dev.gamut.node.strategy.Call;
import dev.gamut.node.strategy.Replica;
import dev.gamut.storage.journal.JournalStats;
import dev.gamut.wire.NodeStatus;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Asks every shard how its replicas are and answers with all of it.
final class StatusGathering {
  private final Node node;
  private final Call call;
  private final List<NodeStatus.ReplicaStatus> replicas = new ArrayList<>();
  private int missing;
  private long refused;
  private long usedBytes;

  StatusGathering(Node node, Call call) {
    this.node = node;
    this.call = call;
  }

  void start() {
    missing = node.shards().size();
    for (Shard shard : node.shards()) {
      node.onShard(shard, () -> ask(shard));
    }
  }

  private void ask(Shard shard) {
    List<NodeStatus.ReplicaStatus> part =
        shard.replicas().values().stream().map(Replica::status).toList();
    long shardRefused = shard.chain().refusedCount();
    long shardUsed = shard.chain().usedBytes();
    node.onShard(node.first(), () -> take(part, shardRefused, shardUsed));
  }

  private void take(List<NodeStatus.ReplicaStatus> part, long shardRefused, long shardUsed) {
    replicas.addAll(part);
    refused += shardRefused;
    usedBytes += shardUsed;
    missing--;
    if (missing == 0) {
      replicas.sort(Comparator.comparing(NodeStatus.ReplicaStatus::partition));
      call.answer(new Result.StatusIs(status()), null);
    }
  }

  private NodeStatus status() {
    Map<String, Long> figures = new TreeMap<>();
    figures.put("requests_refused", refused);
    figures.put("requests_bytes", usedBytes);
    JournalStats journal = node.journal().stats();
    figures.put("journal_used_bytes", journal.usedBytes());
    figures.put("journal_segments_recycled", journal.recycled());
    figures.put("journal_syncs", journal.syncs());
    figures.put("journal_records", journal.records());
    return new NodeStatus(
        node.self(),
        node.first().chain().mode().label(),
        node.uptimeMillis(),
        node.catalog().version(),
        replicas,
        figures);
  }
}
