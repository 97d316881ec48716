package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientCore;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// An operator who now and then writes off what a replica of a leaderless table has, whole as it
/// may be, and has it rebuilt: on nodes alone whose disks may lose what they have anyhow, so that
/// not too many lose it at a time.
final class Rebuilder {
  private static final long SECOND = 1_000_000_000L;

  private final Operator operator;
  private final ClientCore core;
  private final Predicate<NodeId> mayLose;
  private final Entropy entropy;

  /// @param entropy of its own, so that the load is the same with and without it
  Rebuilder(Turns.Seat seat, Predicate<NodeId> mayLose, Entropy entropy) {
    this.mayLose = mayLose;
    this.core = seat.core();
    this.entropy = entropy;
    this.operator = new Operator(seat, entropy, SECOND / 2, 4 * SECOND, this::act);
  }

  void begin() {
    operator.rest();
  }

  private void act(Catalog catalog) {
    List<PartitionDescriptor> all = new ArrayList<>(catalog.partitions().values());
    PartitionDescriptor partition = all.get(entropy.below(all.size()));
    List<NodeId> keepers = partition.participants();
    NodeId node = keepers.get(entropy.below(keepers.size()));
    if (!mayLose.test(node)) {
      operator.rest();
      return;
    }
    core.submit(
        new Call.RebuildReplica(
            partition.id(), node, partition.originOf(node), false, Load.TIMEOUT_NANOS),
        _ -> operator.rest());
  }
}
