package dev.gamut.node.strategy;

import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.leaderless.Homes;
import dev.gamut.protocol.paxos.Acceptors;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a leaderless partition's description means for its protocols.
final class Roles {
  /// When a caller may try again whom this node cannot serve.
  private static final long RETRY_MILLIS = 20;

  private Roles() {}

  static Homes.Members members(PartitionDescriptor partition) {
    List<NodeId> homes = partition.replicas();
    List<NodeId> fallbacks = partition.peers().fallbacks();
    Move move = partition.peers().move();
    List<NodeId> rebuilding = partition.peers().rebuilding();
    if (move == null) {
      return new Homes.Members(homes, fallbacks, null, null, false, null, rebuilding);
    }
    NodeId from = move.from();
    boolean lost = move.lost();
    return move.stage() == Move.Stage.JOINING
        ? new Homes.Members(homes, fallbacks, move.to(), from, lost, null, rebuilding)
        : new Homes.Members(homes, fallbacks, null, from, lost, move.guest(), rebuilding);
  }

  /// A node that joins or is rebuilt does not promise yet, but a majority without it must. One that
  /// leaves has its own proposals in its own log first.
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
      boolean isLost = move != null && move.lost() && home.equals(move.from());
      if (!isLost && !partition.isRebuilding(home)) {
        return home;
      }
    }
    throw new IllegalStateException("the only home is lost: " + partition);
  }

  /// Refuses a caller's request where a node takes none of its kind.
  static boolean turnAway(PartitionDescriptor partition, NodeId node, Call call) {
    Result.Refused refused =
        call.request().operation() instanceof Operation.NodeRead ? null : refusal(partition, node);
    if (refused != null) {
      call.answer(refused, null);
    }
    return refused != null;
  }

  private static Result.@Nullable Refused refusal(PartitionDescriptor partition, NodeId node) {
    if (partition.isRebuilding(node)) {
      return new Result.Refused(
          Result.Reason.RECOVERING,
          partition.id() + " is being rebuilt here from what the other replicas have",
          RETRY_MILLIS,
          null);
    }
    return partition.replicas().contains(node) || partition.peers().fallbacks().contains(node)
        ? null
        : Result.Refused.of(
            Result.Reason.STALE_EPOCH, label(partition, node) + " " + partition.id());
  }

  /// Whom a node takes everything over from; nobody if it has what it must.
  static List<NodeId> elders(PartitionDescriptor partition, NodeId node) {
    Move move = partition.peers().move();
    boolean joins = move != null && move.guest().equals(node) && move.stage() == Move.Stage.JOINING;
    if (!joins && !partition.isRebuilding(node)) {
      return List.of();
    }
    List<NodeId> elders = new ArrayList<>(partition.replicas());
    elders.removeIf(
        home ->
            partition.isRebuilding(home)
                || (move != null && move.lost() && home.equals(move.from())));
    return elders;
  }

  /// Whether a node answers in Paxos: one that joins only once it is a home, and one that is
  /// rebuilt only once it knows what the others have promised.
  static boolean promises(PartitionDescriptor partition, NodeId node) {
    if (partition.isRebuilding(node) && !Defect.PROMISE_BEFORE_REBUILT.isPlanted()) {
      return false;
    }
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
    if (partition.isRebuilding(node)) {
      return "rebuilding";
    }
    return partition.replicas().contains(node) ? "home" : "fallback";
  }
}
