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

  /// How another home or fallback of a leaderless partition stands, as one replica knows.
  ///
  /// @param lacks writes that this replica has and the other is not known to have
  /// @param holds writes that the other has and this replica has not
  /// @param behindMillis for how long one of them has been missing; 0 when none is
  /// @param silentMillis since when the other was not heard; -1 for never
  /// @param compared what came of comparing this replica with it
  public record PeerStatus(
      NodeId node,
      long lacks,
      long holds,
      long behindMillis,
      long silentMillis,
      Compared compared) {
    void write(ByteWriter out) {
      out.varint(node.value()).varint(lacks).varint(holds);
      out.varint(behindMillis).varint(silentMillis + 1);
      compared.write(out);
    }

    static PeerStatus read(ByteReader in) throws MalformedException {
      return new PeerStatus(
          new NodeId(in.natural()),
          in.varint(),
          in.varint(),
          in.varint(),
          in.varint() - 1,
          Compared.read(in));
    }
  }

  /// What came of comparing what one home of a leaderless partition holds with another.
  ///
  /// @param agoMillis since the last whole comparison; -1 for none since the process began
  /// @param keys compared then
  /// @param differing keys then that the other does not hold as this one does, and should
  /// @param found keys that did since the process began
  /// @param count of whole comparisons since then
  public record Compared(long agoMillis, long keys, long differing, long found, long count) {
    void write(ByteWriter out) {
      out.varint(agoMillis + 1).varint(keys).varint(differing).varint(found).varint(count);
    }

    static Compared read(ByteReader in) throws MalformedException {
      return new Compared(in.varint() - 1, in.varint(), in.varint(), in.varint(), in.varint());
    }
  }

  /// How one replica is.
  ///
  /// @param role leader, follower, candidate, learner or alone; of a leaderless partition home or
  ///   fallback
  /// @param last the last entry of its log
  /// @param lag on a leader: how many entries the slowest other replica is behind; else 0
  /// @param peers of a leaderless partition: how the others stand, as this replica knows
  /// @param keptBytes of a leaderless partition: what this replica keeps in memory for others that
  ///   have not seen all that it has
  /// @param acceptorStates of a leaderless partition: keys of which this replica keeps what it
  ///   promised and accepted in Paxos
  public record ReplicaStatus(
      PartitionId partition,
      TableId table,
      String role,
      long term,
      @Nullable NodeId leader,
      long applied,
      long committed,
      long last,
      long lag,
      List<PeerStatus> peers,
      long keptBytes,
      long acceptorStates) {
    public ReplicaStatus {
      peers = List.copyOf(peers);
    }

    /// Of a partition that one log keeps.
    public ReplicaStatus(
        PartitionId partition,
        TableId table,
        String role,
        long term,
        @Nullable NodeId leader,
        long applied,
        long committed,
        long last,
        long lag) {
      this(partition, table, role, term, leader, applied, committed, last, lag, List.of(), 0, 0);
    }

    void write(ByteWriter out) {
      out.varint(partition.value()).varint(table.value()).text(role).varint(term);
      out.varint(leader == null ? 0 : leader.value());
      out.varint(applied).varint(committed).varint(last).varint(lag);
      out.varint(keptBytes).varint(acceptorStates).varint(peers.size());
      peers.forEach(peer -> peer.write(out));
    }

    static ReplicaStatus read(ByteReader in) throws MalformedException {
      PartitionId partition = new PartitionId(in.varint());
      TableId table = new TableId(in.natural());
      String role = in.text();
      long term = in.varint();
      int leader = in.natural();
      long applied = in.varint();
      long committed = in.varint();
      long last = in.varint();
      long lag = in.varint();
      long keptBytes = in.varint();
      long acceptorStates = in.varint();
      int peerCount = in.count(10);
      List<PeerStatus> peers = new ArrayList<>(peerCount);
      for (int i = 0; i < peerCount; i++) {
        peers.add(PeerStatus.read(in));
      }
      return new ReplicaStatus(
          partition,
          table,
          role,
          term,
          leader == 0 ? null : new NodeId(leader),
          applied,
          committed,
          last,
          lag,
          peers,
          keptBytes,
          acceptorStates);
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
