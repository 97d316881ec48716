package dev.gamut.cli.data;

import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.wire.NodeStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A partition as the catalog describes it and as its replicas say that it is.
///
/// @param from where it begins, in words: a key, or a token; null for the start
/// @param to where it ends, which is not in it; null for the end
/// @param leader null when no node that answers leads it
/// @param replicas in the catalog's order, preferred leader first; null for one that did not answer
public record PartitionView(
    PartitionDescriptor descriptor,
    @Nullable String from,
    @Nullable String to,
    @Nullable NodeId leader,
    Map<NodeId, NodeStatus.@Nullable ReplicaStatus> replicas) {

  /// The partitions of a table, in their order.
  public static List<PartitionView> of(Table table, List<Reply.MemberStatus> told) {
    Map<PartitionId, Map<NodeId, NodeStatus.ReplicaStatus>> known = new TreeMap<>();
    for (Reply.MemberStatus member : told) {
      NodeStatus status = member.status();
      if (status != null) {
        for (NodeStatus.ReplicaStatus replica : status.replicas()) {
          known
              .computeIfAbsent(replica.partition(), _ -> new TreeMap<>())
              .put(status.node(), replica);
        }
      }
    }
    List<PartitionView> views = new ArrayList<>();
    for (int i = 0; i < table.partitions().size(); i++) {
      PartitionDescriptor descriptor = table.partitions().get(i);
      Map<NodeId, NodeStatus.ReplicaStatus> replicas =
          known.getOrDefault(descriptor.id(), Map.of());
      Map<NodeId, NodeStatus.@Nullable ReplicaStatus> each = new LinkedHashMap<>();
      descriptor.replicas().forEach(node -> each.put(node, replicas.get(node)));
      views.add(
          new PartitionView(
              descriptor, place(table, i), place(table, i + 1), leader(replicas), each));
    }
    return views;
  }

  /// The newest leader: one that was deposed may not know it yet.
  private static @Nullable NodeId leader(Map<NodeId, NodeStatus.ReplicaStatus> known) {
    NodeId leader = null;
    long term = -1;
    for (Map.Entry<NodeId, NodeStatus.ReplicaStatus> entry : known.entrySet()) {
      NodeStatus.ReplicaStatus replica = entry.getValue();
      boolean leads = replica.role().equals("leader") || replica.role().equals("alone");
      if (leads && replica.term() > term) {
        leader = entry.getKey();
        term = replica.term();
      }
    }
    return leader;
  }

  /// Where a partition begins: a range table's at the key that it was split at.
  private static @Nullable String place(Table table, int index) {
    if (index == 0 || index == table.partitions().size()) {
      return null;
    }
    return table.spec().partitionBy() == PartitionBy.RANGE
        ? Replies.text(table.spec().splitAt().get(index - 1))
        : "#" + table.partitions().get(index).from().toHex().substring(0, 4);
  }

  /// How many committed entries a replica has yet to apply, as far as the nodes that answer know;
  /// of a leaderless table, how many writes fewer it has seen than the replica that has seen most.
  /// Null for one that did not answer.
  public @Nullable Long lag(NodeId node) {
    NodeStatus.ReplicaStatus own = replicas.get(node);
    if (own == null) {
      return null;
    }
    long committed = 0;
    for (NodeStatus.ReplicaStatus replica : replicas.values()) {
      committed = Math.max(committed, replica == null ? 0 : replica.committed());
    }
    return Math.max(0, committed - own.applied());
  }

  /// Whether it has a leader if it needs one, and every replica answers and has all.
  public boolean isWell() {
    return (leader != null || isLeaderless())
        && replicas.keySet().stream().allMatch(node -> Long.valueOf(0).equals(lag(node)));
  }

  private boolean isLeaderless() {
    return !descriptor.peers().origins().isEmpty();
  }

  public String toText() {
    List<String> each = new ArrayList<>();
    for (NodeId node : replicas.keySet()) {
      Long behind = lag(node);
      each.add(
          behind == null
              ? node + " does not answer"
              : behind == 0 ? node.toString() : "%s %,d behind".formatted(node, behind));
    }
    return "  %-5s %-36s %-9s  replicas %s%s"
        .formatted(
            "p" + descriptor.id().value(),
            (from == null ? "the start" : from) + " to " + (to == null ? "the end" : to),
            isLeaderless() ? "leaderless" : leader == null ? "no leader" : "leader " + leader,
            String.join(", ", each),
            moving());
  }

  private String moving() {
    Move move = descriptor.peers().move();
    if (move == null) {
      return rebuilding();
    }
    return rebuilding()
        + ", one moves from %s to %s: %s".formatted(move.from(), move.to(), move.stage().label());
  }

  private String rebuilding() {
    List<NodeId> nodes = descriptor.peers().rebuilding();
    return nodes.isEmpty() ? "" : ", rebuilding " + nodes;
  }

  public Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("partition", descriptor.id().value());
    fields.put("epoch", descriptor.epoch());
    fields.put("from", from);
    fields.put("to", to);
    fields.put("leader", leader == null ? null : leader.toString());
    List<Map<String, Object>> each = new ArrayList<>();
    replicas.forEach((node, replica) -> each.add(toMap(node, replica)));
    fields.put("replicas", each);
    Move move = descriptor.peers().move();
    if (move != null) {
      Map<String, Object> moving = new LinkedHashMap<>();
      moving.put("from", move.from().toString());
      moving.put("to", move.to().toString());
      moving.put("stage", move.stage().label());
      moving.put("lost", move.lost());
      fields.put("move", moving);
    }
    return fields;
  }

  private Map<String, Object> toMap(NodeId node, NodeStatus.@Nullable ReplicaStatus replica) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("node", node.toString());
    if (replica != null) {
      fields.put("role", replica.role());
      fields.put("term", replica.term());
      fields.put("applied", replica.applied());
      fields.put("committed", replica.committed());
      fields.put("lag", lag(node));
    }
    return fields;
  }
}
