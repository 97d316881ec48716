package dev.gamut.node.catalog;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.model.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Chooses the replicas of new partitions: consistent hashing with bounded load (Mirrokni et al.
/// 2018) over highest-random-weight order (Thaler and Ravishankar 1998), so that a node more or
/// less moves few partitions and no node holds more than a quarter above its share. Among the
/// chosen, the one that is the preferred leader of fewest partitions comes first.
final class Placement {
  private static final double LOAD_MAX = 1.25;

  private final List<NodeId> nodes;
  private final Map<NodeId, Integer> replicas = new TreeMap<>();
  private final Map<NodeId, Integer> leaders = new TreeMap<>();
  private int total;

  Placement(Catalog catalog) {
    nodes = catalog.members().stream().map(Member::id).sorted().toList();
    for (NodeId node : nodes) {
      replicas.put(node, 0);
      leaders.put(node, 0);
    }
    for (Table table : catalog.tables().values()) {
      table.partitions().forEach(this::count);
    }
  }

  private void count(PartitionDescriptor partition) {
    partition.replicas().forEach(node -> replicas.merge(node, 1, Integer::sum));
    leaders.merge(partition.replicas().getFirst(), 1, Integer::sum);
    total += partition.replicas().size();
  }

  int nodeCount() {
    return nodes.size();
  }

  /// The replicas of a new partition, preferred leader first; counts them as placed.
  List<NodeId> place(PartitionId partition, int replicaCount) {
    double share = (double) (total + replicaCount) / nodes.size();
    int bound = (int) Math.ceil(share * LOAD_MAX);
    List<NodeId> order = new ArrayList<>(nodes);
    order.sort(Comparator.comparingLong(node -> weight(partition, node)));
    List<NodeId> chosen = new ArrayList<>();
    for (NodeId node : order) {
      if (chosen.size() < replicaCount && replicas.getOrDefault(node, 0) < bound) {
        chosen.add(node);
      }
    }
    // The bound leaves room for every replica in sum, but perhaps not on enough different nodes.
    for (NodeId node : order) {
      if (chosen.size() < replicaCount && !chosen.contains(node)) {
        chosen.add(node);
      }
    }
    NodeId leader =
        chosen.stream()
            .min(Comparator.comparingInt(node -> leaders.getOrDefault(node, 0)))
            .orElseThrow();
    chosen.remove(leader);
    chosen.addFirst(leader);
    chosen.forEach(node -> replicas.merge(node, 1, Integer::sum));
    leaders.merge(leader, 1, Integer::sum);
    total += replicaCount;
    return List.copyOf(chosen);
  }

  /// Who stands in for them: the next in the partition's order, as many as there are replicas, or
  /// as there are other nodes.
  List<NodeId> fallbacks(PartitionId partition, List<NodeId> homes) {
    return nodes.stream()
        .filter(node -> !homes.contains(node))
        .sorted(Comparator.comparingLong(node -> weight(partition, node)))
        .limit(homes.size())
        .toList();
  }

  private static long weight(PartitionId partition, NodeId node) {
    return Token.of(new ByteWriter(16).i64(partition.value()).i64(node.value()).take());
  }
}
