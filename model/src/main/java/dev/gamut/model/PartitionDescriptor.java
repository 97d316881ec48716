package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One partition, as the catalog describes it: a contiguous range of its table's places, its
/// replicas, and the epoch of this description. The first replica is the preferred leader.
///
/// @param from the first place; empty for the start of the table
/// @param to the place behind the last; null for the end of the table
/// @param origin who stamps the writes of this partition's log; where there is no log but one of
///   each replica, the origin of the first
/// @param peers what a leaderless partition needs beside that; [Peers#NONE] elsewhere
public record PartitionDescriptor(
    PartitionId id,
    TableId table,
    long epoch,
    long origin,
    Bytes from,
    @Nullable Bytes to,
    List<NodeId> replicas,
    Peers peers) {
  private static final int HAS_PEERS = 0x80;

  /// Who may take writes of a leaderless partition.
  ///
  /// @param fallbacks nodes that stand in for replicas that are not reached, in their order
  /// @param origins of every replica and then of every fallback: a dot names one of these
  public record Peers(List<NodeId> fallbacks, List<Long> origins) {
    public static final Peers NONE = new Peers(List.of(), List.of());

    public Peers {
      fallbacks = List.copyOf(fallbacks);
      origins = List.copyOf(origins);
    }
  }

  public PartitionDescriptor {
    replicas = List.copyOf(replicas);
    Invariant.require(!replicas.isEmpty(), "%s has no replicas", id);
    Invariant.require(to == null || from.compareTo(to) < 0, "%s ends before it begins", id);
    Invariant.require(
        peers.equals(Peers.NONE)
            || peers.origins().size() == replicas.size() + peers.fallbacks().size(),
        "%s has %d origins",
        id,
        peers.origins().size());
  }

  public PartitionDescriptor(
      PartitionId id,
      TableId table,
      long epoch,
      long origin,
      Bytes from,
      @Nullable Bytes to,
      List<NodeId> replicas) {
    this(id, table, epoch, origin, from, to, replicas, Peers.NONE);
  }

  /// The origin of the dots that a replica or fallback of a leaderless partition gives; 0 for a
  /// node that gives none.
  public long originOf(NodeId node) {
    int index = replicas.indexOf(node);
    if (index < 0) {
      int fallback = peers.fallbacks().indexOf(node);
      index = fallback < 0 ? -1 : replicas.size() + fallback;
    }
    return index < 0 || peers.origins().isEmpty() ? 0 : peers.origins().get(index);
  }

  /// Every node that keeps something of it: its replicas, and then its fallbacks.
  public List<NodeId> participants() {
    List<NodeId> all = new ArrayList<>(replicas);
    all.addAll(peers.fallbacks());
    return all;
  }

  /// Whether every replica takes writes, and none leads.
  public boolean isLeaderless() {
    return !peers.origins().isEmpty();
  }

  public boolean holds(Bytes place) {
    return place.compareTo(from) >= 0 && (to == null || place.compareTo(to) < 0);
  }

  public void write(ByteWriter out) {
    out.varint(id.value()).varint(table.value()).varint(epoch).varint(origin).bytes(from);
    out.bool(to != null);
    if (to != null) {
      out.bytes(to);
    }
    boolean hasPeers = !peers.equals(Peers.NONE);
    out.u8(replicas.size() | (hasPeers ? HAS_PEERS : 0));
    replicas.forEach(node -> out.varint(node.value()));
    if (hasPeers) {
      out.u8(peers.fallbacks().size());
      peers.fallbacks().forEach(node -> out.varint(node.value()));
      peers.origins().forEach(out::varint);
    }
  }

  public static PartitionDescriptor read(ByteReader in) throws MalformedException {
    try {
      PartitionId id = new PartitionId(in.varint());
      TableId table = new TableId(in.natural());
      long epoch = in.varint();
      long origin = in.varint();
      Bytes from = in.bytes();
      Bytes to = in.bool() ? in.bytes() : null;
      int count = in.u8();
      List<NodeId> replicas = readNodes(in, count & ~HAS_PEERS);
      Peers peers = (count & HAS_PEERS) == 0 ? Peers.NONE : readPeers(in, replicas.size());
      return new PartitionDescriptor(id, table, epoch, origin, from, to, replicas, peers);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("a partition that cannot be: " + e.getMessage(), e);
    }
  }

  private static List<NodeId> readNodes(ByteReader in, int count) throws MalformedException {
    List<NodeId> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      nodes.add(new NodeId(in.natural()));
    }
    return nodes;
  }

  private static Peers readPeers(ByteReader in, int replicaCount) throws MalformedException {
    List<NodeId> fallbacks = readNodes(in, in.u8());
    List<Long> origins = new ArrayList<>();
    for (int i = 0; i < replicaCount + fallbacks.size(); i++) {
      origins.add(in.varint());
    }
    if (origins.isEmpty()) {
      throw new MalformedException("peers without origins");
    }
    return new Peers(fallbacks, origins);
  }
}
