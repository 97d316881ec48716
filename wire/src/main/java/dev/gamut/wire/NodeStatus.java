package dev.gamut.wire;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a node is: what people see in `gamut status`, and tests wait for.
///
/// @param mode the state of its request chain, in a word
/// @param figures named numbers: bytes of the journal, applied entries and so on
public record NodeStatus(
    NodeId node,
    String mode,
    long uptimeMillis,
    long catalogVersion,
    List<ReplicaStatus> replicas,
    Map<String, Long> figures) {
  public NodeStatus {
    replicas = List.copyOf(replicas);
    figures = java.util.Collections.unmodifiableMap(new TreeMap<>(figures));
  }

  /// How one replica is.
  ///
  /// @param role leader, follower, candidate, learner or alone
  /// @param last the last entry of its log
  /// @param lag on a leader: how many entries the slowest other replica is behind; else 0
  public record ReplicaStatus(
      PartitionId partition,
      TableId table,
      String role,
      long term,
      @Nullable NodeId leader,
      long applied,
      long committed,
      long last,
      long lag) {
    void write(ByteWriter out) {
      out.varint(partition.value()).varint(table.value()).text(role).varint(term);
      out.varint(leader == null ? 0 : leader.value());
      out.varint(applied).varint(committed).varint(last).varint(lag);
    }

    static ReplicaStatus read(ByteReader in) throws MalformedException {
      PartitionId partition = new PartitionId(in.varint());
      TableId table = new TableId(in.natural());
      String role = in.text();
      long term = in.varint();
      int leader = in.natural();
      return new ReplicaStatus(
          partition,
          table,
          role,
          term,
          leader == 0 ? null : new NodeId(leader),
          in.varint(),
          in.varint(),
          in.varint(),
          in.varint());
    }
  }

  void write(ByteWriter out) {
    out.varint(node.value()).text(mode).varint(uptimeMillis).varint(catalogVersion);
    out.varint(replicas.size());
    replicas.forEach(replica -> replica.write(out));
    out.varint(figures.size());
    figures.forEach((name, value) -> out.text(name).varint(value));
  }

  static NodeStatus read(ByteReader in) throws MalformedException {
    try {
      NodeId node = new NodeId(in.natural());
      String mode = in.text();
      long uptimeMillis = in.varint();
      long catalogVersion = in.varint();
      int replicaCount = in.count(8);
      List<ReplicaStatus> replicas = new ArrayList<>(replicaCount);
      for (int i = 0; i < replicaCount; i++) {
        replicas.add(ReplicaStatus.read(in));
      }
      int figureCount = in.count(2);
      Map<String, Long> figures = new TreeMap<>();
      for (int i = 0; i < figureCount; i++) {
        figures.put(in.text(), in.varint());
      }
      return new NodeStatus(node, mode, uptimeMillis, catalogVersion, replicas, figures);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("a status that cannot be: " + e.getMessage(), e);
    }
  }
}
