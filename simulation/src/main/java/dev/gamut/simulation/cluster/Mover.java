package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientCore;
import dev.gamut.model.Catalog;
import dev.gamut.model.Member;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionDescriptor;
import java.util.ArrayList;
import java.util.List;

/// An operator who moves replicas of a leaderless table about while clients work, one after the
/// other, and now and then thinks better of it.
final class Mover {
  private static final long SECOND = 1_000_000_000L;
  private static final int CANCEL_PERCENT = 10;

  private final Operator operator;
  private final ClientCore core;
  private final Entropy entropy;

  /// @param entropy of its own, so that the load is the same with and without it
  Mover(Turns.Seat seat, Entropy entropy) {
    this.core = seat.core();
    this.entropy = entropy;
    this.operator = new Operator(seat, entropy, SECOND / 20, SECOND, this::act);
  }

  void begin() {
    operator.rest();
  }

  private void act(Catalog catalog) {
    List<PartitionDescriptor> all = new ArrayList<>(catalog.partitions().values());
    PartitionDescriptor partition = all.get(entropy.below(all.size()));
    Move under = partition.peers().move();
    List<NodeId> free = new ArrayList<>();
    for (Member member : catalog.members()) {
      if (!partition.replicas().contains(member.id())) {
        free.add(member.id());
      }
    }
    boolean mayCancel = under != null && under.stage() != Move.Stage.WITHDRAWING;
    if (mayCancel && entropy.below(100) < CANCEL_PERCENT) {
      core.submit(
          new Call.CancelMove(partition.id(), partition.epoch(), Load.TIMEOUT_NANOS),
          _ -> operator.rest());
    } else if (under == null && !free.isEmpty()) {
      NodeId from = partition.replicas().get(entropy.below(partition.replicas().size()));
      NodeId to = free.get(entropy.below(free.size()));
      core.submit(
          new Call.MoveReplica(partition.id(), from, to, false, Load.TIMEOUT_NANOS),
          _ -> operator.rest());
    } else {
      begin();
    }
  }
}
