package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.Member;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.simulation.world.SimulatedProcess;
import java.util.ArrayList;
import java.util.List;

/// An operator who moves replicas of a leaderless table about while clients work, one after the
/// other, and now and then thinks better of it.
final class Mover {
  private static final long SECOND = 1_000_000_000L;
  private static final int CANCEL_PERCENT = 10;

  private final Load load;
  private final SimulatedProcess process;
  private final ClientCore core;
  private final Entropy entropy;

  /// @param entropy of its own, so that the load is the same with and without it
  Mover(Turns.Seat seat, Entropy entropy) {
    this.load = seat.load();
    this.process = seat.process();
    this.core = seat.core();
    this.entropy = entropy;
  }

  void begin() {
    process
        .loops()
        .getFirst()
        .schedule(
            process.clock().monotonicNanos() + entropy.between(SECOND / 20, SECOND), this::look);
  }

  private void look() {
    if (!load.isRunning()) {
      return;
    }
    core.submit(
        new Call.GetCatalog(Load.TIMEOUT_NANOS),
        reply -> {
          if (reply instanceof Reply.CatalogIs(Catalog catalog) && load.created()) {
            act(catalog);
          } else {
            begin();
          }
        });
  }

  private void act(Catalog catalog) {
    List<PartitionDescriptor> all = new ArrayList<>(catalog.partitions().values());
    if (all.isEmpty()) {
      begin();
      return;
    }
    PartitionDescriptor partition = all.get(entropy.below(all.size()));
    Move under = partition.peers().move();
    List<NodeId> free = new ArrayList<>();
    for (Member member : catalog.members()) {
      if (!partition.replicas().contains(member.id())) {
        free.add(member.id());
      }
    }
    if (under != null && entropy.below(100) < CANCEL_PERCENT) {
      core.submit(
          new Call.CancelMove(partition.id(), partition.epoch(), Load.TIMEOUT_NANOS), _ -> begin());
    } else if (under == null && !free.isEmpty()) {
      NodeId from = partition.replicas().get(entropy.below(partition.replicas().size()));
      NodeId to = free.get(entropy.below(free.size()));
      core.submit(
          new Call.MoveReplica(partition.id(), from, to, false, Load.TIMEOUT_NANOS), _ -> begin());
    } else {
      begin();
    }
  }
}
