package dev.gamut.simulation.world;

import dev.gamut.base.NodeId;
import dev.gamut.world.Network;

/// What the other nodes learn when a process ends and its machine does not: their connections
/// break, they dial again soon, and the machine refuses. Whoever a cut keeps from it, or who comes
/// when the next process is there, learns nothing.
final class EndNotices {
  private static final long REDIAL_NANOS_MIN = 10_000_000;
  private static final long REDIAL_NANOS_MAX = 20_000_000;
  private static final long DIALLING_BYTES = 64;

  private final SimulatedWorld world;
  private final Draws draws;

  EndNotices(SimulatedWorld world, Draws draws) {
    this.world = world;
    this.draws = draws;
  }

  void ended(SimulatedMachine machine) {
    NodeId id = machine.id();
    if (id == null) {
      return;
    }
    for (SimulatedMachine other : world.machines()) {
      SimulatedProcess process = other.process();
      if (other.id() != null && process != null) {
        long redial = draws.between(REDIAL_NANOS_MIN, REDIAL_NANOS_MAX);
        world.schedule(world.nowNanos() + redial, new Step(() -> dial(process, machine, id)));
      }
    }
  }

  private void dial(SimulatedProcess process, SimulatedMachine machine, NodeId id) {
    SimulatedLink there = world.network().link(process.machine(), machine);
    SimulatedLink back = world.network().link(machine, process.machine());
    boolean refused = machine.isPowered() && !machine.isRunning();
    if (refused && !there.isCut() && !back.isCut()) {
      long way = there.delay(DIALLING_BYTES, draws) + back.delay(DIALLING_BYTES, draws);
      world.schedule(world.nowNanos() + way, new Step(() -> hear(process, machine, id)));
    }
  }

  private void hear(SimulatedProcess process, SimulatedMachine machine, NodeId id) {
    Network.Receiver receiver = process.receiver();
    if (process.isAlive() && receiver != null) {
      world.record(Happening.END_HEARD, process.machine(), machine.number(), 0, 0);
      process.firstLoop().post(() -> receiver.ended(id));
    }
  }

  private static final class Step extends Event {
    private final Runnable task;

    Step(Runnable task) {
      this.task = task;
    }

    @Override
    boolean fire() {
      task.run();
      return true;
    }
  }
}
