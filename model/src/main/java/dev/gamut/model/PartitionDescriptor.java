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
  private static final int HAS_MOVED = 0x40;
  private static final int HAS_REBUILDING = 0x20;

  /// The epoch of a partition whose replicas are those that it was made with.
  public static final long FIRST_EPOCH = 1;

  /// Who may take writes of a leaderless partition.
  ///
  /// @param fallbacks nodes that stand in for replicas that are not reached, in their order
  /// @param origins of every replica and then of every fallback: a dot names one of these
  /// @param former origins of nodes that took part before: items have dots of theirs
  /// @param move the replica that is under way to another node; null for none
  /// @param rebuilding replicas that have lost what they had, and take it over from the others:
  ///   they count in nothing before they have
  public record Peers(
      List<NodeId> fallbacks,
      List<Long> origins,
      List<Long> former,
      @Nullable Move move,
      List<NodeId> rebuilding) {
    public static final Peers NONE = new Peers(List.of(), List.of());

    public Peers {
      fallbacks = List.copyOf(fallbacks);
      origins = List.copyOf(origins);
      former = List.copyOf(former);
      rebuilding = List.copyOf(rebuilding);
    }

    public Peers(List<NodeId> fallbacks, List<Long> origins) {
      this(fallbacks, origins, List.of(), null, List.of());
    }

    private boolean hasMoved() {
      return move != null || !former.isEmpty();
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
    Invariant.require(
        replicas.containsAll(peers.rebuilding()),
        "%s rebuilds what is no replica of %s",
        peers.rebuilding(),
        id);
    Move move = peers.move();
    if (move != null) {
      Invariant.require(
          replicas.contains(move.stage() == Move.Stage.LEAVING ? move.to() : move.from())
              && !replicas.contains(move.guest())
              && !peers.fallbacks().contains(move.guest()),
          "%s cannot be under way in %s",
          move,
          id);
    }
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
    Move move = peers.move();
    if (move != null && move.guest().equals(node)) {
      return move.origin();
    }
    int index = replicas.indexOf(node);
    if (index < 0) {
      int fallback = peers.fallbacks().indexOf(node);
      index = fallback < 0 ? -1 : replicas.size() + fallback;
    }
    return index < 0 || peers.origins().isEmpty() ? 0 : peers.origins().get(index);
  }

  /// Whether a node's replica has lost what it had and does not count yet.
  public boolean isRebuilding(NodeId node) {
    return peers.rebuilding().contains(node);
  }

  /// Every node that keeps something of it: its replicas, then its fallbacks, and then who joins
  /// them or leaves.
  public List<NodeId> participants() {
    List<NodeId> all = new ArrayList<>(replicas);
    all.addAll(peers.fallbacks());
    Move move = peers.move();
    if (move != null) {
      all.add(move.guest());
    }
    return all;
  }

  /// Whether a dot of this origin may be one of this partition's.
  public boolean isOrigin(long of) {
    Move move = peers.move();
    return peers.origins().contains(of)
        || peers.former().contains(of)
        || (move != null && move.origin() == of);
  }

  /// Its next description.
  public PartitionDescriptor next(List<NodeId> changed, Peers peers) {
    return new PartitionDescriptor(
        id, table, epoch + 1, peers.origins().getFirst(), from, to, changed, peers);
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
    out.u8(replicas.size() | (hasPeers ? HAS_PEERS : 0) | changes());
    replicas.forEach(node -> out.varint(node.value()));
    if (hasPeers) {
      out.u8(peers.fallbacks().size());
      peers.fallbacks().forEach(node -> out.varint(node.value()));
      peers.origins().forEach(out::varint);
    }
    if (peers.hasMoved()) {
      out.varint(peers.former().size());
      peers.former().forEach(out::varint);
      Move move = peers.move();
      out.bool(move != null);
      if (move != null) {
        move.write(out);
      }
    }
    if (!peers.rebuilding().isEmpty()) {
      out.u8(peers.rebuilding().size());
      peers.rebuilding().forEach(node -> out.varint(node.value()));
    }
  }

  private int changes() {
    return (peers.hasMoved() ? HAS_MOVED : 0) | (peers.rebuilding().isEmpty() ? 0 : HAS_REBUILDING);
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
      List<NodeId> replicas = readNodes(in, count & ~(HAS_PEERS | HAS_MOVED | HAS_REBUILDING));
      Peers peers = (count & HAS_PEERS) == 0 ? Peers.NONE : readPeers(in, replicas.size());
      peers = (count & HAS_MOVED) == 0 ? peers : readMoved(in, peers);
      peers = (count & HAS_REBUILDING) == 0 ? peers : readRebuilding(in, peers);
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

  private static Peers readMoved(ByteReader in, Peers peers) throws MalformedException {
    int formerCount = in.count(1);
    List<Long> former = new ArrayList<>(formerCount);
    for (int i = 0; i < formerCount; i++) {
      former.add(in.varint());
    }
    Move move = in.bool() ? Move.read(in) : null;
    return new Peers(peers.fallbacks(), peers.origins(), former, move, List.of());
  }

  private static Peers readRebuilding(ByteReader in, Peers peers) throws MalformedException {
    List<NodeId> rebuilding = readNodes(in, in.u8());
    return new Peers(peers.fallbacks(), peers.origins(), peers.former(), peers.move(), rebuilding);
  }
}
