package dev.gamut.node.strategy;

import dev.gamut.base.NodeId;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.leaderless.Homes;
import dev.gamut.protocol.paxos.Acceptors;
import java.util.ArrayList;
import java.util.List;

/// What a leaderless partition's description means for its protocols.
final class Roles {
  private Roles() {}

  static Homes.Members members(PartitionDescriptor partition) {
    List<NodeId> homes = partition.replicas();
    List<NodeId> fallbacks = partition.peers().fallbacks();
    Move move = partition.peers().move();
    if (move == null) {
      return new Homes.Members(homes, fallbacks, null, null, false, null);
    }
    return move.stage() == Move.Stage.JOINING
        ? new Homes.Members(homes, fallbacks, move.to(), move.from(), move.lost(), null)
        : new Homes.Members(homes, fallbacks, null, move.from(), move.lost(), move.guest());
  }

  /// A node that joins does not promise yet, but a majority without it must. One that leaves has
  /// its own proposals in its own log first.
  static Acceptors acceptors(PartitionDescriptor partition, NodeId self) {
    List<NodeId> homes = partition.replicas();
    List<NodeId> asked = new ArrayList<>(homes);
    if (!asked.contains(self)) {
      asked.add(self);
    }
    List<List<NodeId>> sets = new ArrayList<>();
    sets.add(homes);
    Move move = partition.peers().move();
    if (move != null && move.stage() == Move.Stage.JOINING) {
      List<NodeId> then = new ArrayList<>(homes);
      then.replaceAll(home -> home.equals(move.from()) ? move.to() : home);
      sets.add(then);
    }
    return new Acceptors(asked, sets);
  }

  /// The home that what a guest knows alone is handed to.
  static NodeId heir(PartitionDescriptor partition) {
    Move move = partition.peers().move();
    for (NodeId home : partition.replicas()) {
      if (move == null || !move.lost() || !home.equals(move.from())) {
        return home;
      }
    }
    throw new IllegalStateException("the only home is lost: " + partition);
  }

  /// Whether a node takes callers' requests.
  static boolean serves(PartitionDescriptor partition, NodeId node) {
    return partition.replicas().contains(node) || partition.peers().fallbacks().contains(node);
  }

  /// Whether a node answers in Paxos: one that joins only once it is a home.
  static boolean promises(PartitionDescriptor partition, NodeId node) {
    Move move = partition.peers().move();
    return move == null || !move.guest().equals(node) || move.stage() == Move.Stage.LEAVING;
  }

  /// Whether a node keeps everything, or did.
  static boolean isHome(PartitionDescriptor partition, NodeId node) {
    Move move = partition.peers().move();
    if (move != null && move.guest().equals(node)) {
      return move.stage() != Move.Stage.RETIRING;
    }
    return partition.replicas().contains(node);
  }

  static String label(PartitionDescriptor partition, NodeId node) {
    Move move = partition.peers().move();
    if (move != null && move.guest().equals(node)) {
      return move.stage().label();
    }
    return partition.replicas().contains(node) ? "home" : "fallback";
  }
}
