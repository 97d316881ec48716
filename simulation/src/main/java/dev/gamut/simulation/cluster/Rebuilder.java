package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.simulation.world.SimulatedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// An operator who now and then writes off what a replica of a leaderless table has, whole as it
/// may be, and has it rebuilt: on nodes alone whose disks may lose what they have anyhow, so that
/// not too many lose it at a time.
final class Rebuilder {
  private static final long SECOND = 1_000_000_000L;

  private final Load load;
  private final SimulatedProcess process;
  private final ClientCore core;
  private final Predicate<NodeId> mayLose;
  private final Entropy entropy;

  /// @param entropy of its own, so that the load is the same with and without it
  Rebuilder(Turns.Seat seat, Predicate<NodeId> mayLose, Entropy entropy) {
    this.mayLose = mayLose;
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
            process.clock().monotonicNanos() + entropy.between(SECOND / 2, 4 * SECOND), this::look);
  }

  private void look() {
    if (!load.isRunning()) {
      return;
    }
    core.submit(
        new Call.GetCatalog(Load.TIMEOUT_NANOS),
        reply -> {
          if (reply instanceof Reply.CatalogIs(Catalog catalog) && load.created()) {
            act(new ArrayList<>(catalog.partitions().values()));
          } else {
            begin();
          }
        });
  }

  private void act(List<PartitionDescriptor> all) {
    if (all.isEmpty()) {
      begin();
      return;
    }
    PartitionDescriptor partition = all.get(entropy.below(all.size()));
    List<NodeId> keepers = partition.participants();
    NodeId node = keepers.get(entropy.below(keepers.size()));
    if (!mayLose.test(node)) {
      begin();
      return;
    }
    core.submit(
        new Call.RebuildReplica(
            partition.id(), node, partition.originOf(node), false, Load.TIMEOUT_NANOS),
        _ -> begin());
  }
}
