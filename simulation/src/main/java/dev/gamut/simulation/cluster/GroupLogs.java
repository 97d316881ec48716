package dev.gamut.simulation.cluster;

import dev.gamut.base.NodeId;
import dev.gamut.node.machine.LogEntry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the replicas of one group wrote and applied, on all nodes and over restarts.
final class GroupLogs {
  private final ByEntry<Written> written = new ByEntry<>();
  private final Map<NodeId, ReplicaLogs> replicas = new HashMap<>();
  private @Nullable Applied[] applied = new Applied[64];
  private @Nullable Applied newest;
  private List<NodeId> voters = List.of();

  record Written(int payloadHash, long previousTerm) {}

  record Applied(long index, long term, int payloadHash, int resultHash) {}

  ReplicaLogs logs(NodeId node) {
    return replicas.computeIfAbsent(node, _ -> new ReplicaLogs());
  }

  long appliedAnywhere() {
    return newest == null ? 0 : newest.index();
  }

  /// What was applied first at the highest index; null for nothing.
  @Nullable Applied newest() {
    return newest;
  }

  @Nullable Applied appliedAt(long index) {
    return index < applied.length ? applied[(int) index] : null;
  }

  void applies(Applied first) {
    int index = (int) first.index();
    if (index >= applied.length) {
      applied = Arrays.copyOf(applied, Math.max(index + 1, 2 * applied.length));
    }
    applied[index] = first;
    if (appliedAnywhere() < index) {
      newest = first;
    }
  }

  /// The voters that its last leader knew; empty before there was one.
  List<NodeId> voters() {
    return voters;
  }

  void voters(List<NodeId> electors) {
    voters = electors;
  }

  /// What the first to write this entry wrote; null when `mine` is that.
  @Nullable Written written(LogEntry entry, Written mine) {
    return written.putIfAbsent(entry.index(), entry.term(), mine);
  }

  /// How many voters have it durable.
  int copies(LogEntry entry) {
    int durable = 0;
    for (int i = 0; i < voters.size(); i++) {
      ReplicaLogs logs = replicas.get(voters.get(i));
      durable += logs != null && logs.holdDurably(entry) ? 1 : 0;
    }
    return durable;
  }
}
