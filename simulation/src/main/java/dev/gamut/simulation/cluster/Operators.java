package dev.gamut.simulation.cluster;

import dev.gamut.base.NodeId;
import dev.gamut.simulation.world.SimulatedWorld;
import java.util.function.Predicate;

/// Who else is at work while clients are.
final class Operators {
  private Operators() {}

  /// @param mayLose which nodes' disks may lose what they had synced
  static void begin(
      Turns.Seat seat, SimulatedWorld world, ClusterShape shape, Predicate<NodeId> mayLose) {
    if (shape.isMoving()) {
      new Mover(seat, world.entropy("moves")).begin();
    }
    if (shape.isRebuilding(world.entropy("rebuilds"))) {
      new Rebuilder(seat, mayLose, world.entropy("rebuilder")).begin();
    }
  }
}
