package dev.gamut.simulation.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Faults of processes and of the machines under them.
final class ProcessStrikes {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final SimulatedWorld world;
  private final Victims victims;
  private final Draws draws;
  private final Lastings lastings;

  ProcessStrikes(SimulatedWorld world, Victims victims, Draws draws, Lastings lastings) {
    this.world = world;
    this.victims = victims;
    this.draws = draws;
    this.lastings = lastings;
  }

  void crash(FaultKind kind, @Nullable SimulatedMachine node) {
    if (node != null && node.isRunning()) {
      node.crash(kind);
      restartLater(node);
    }
  }

  void crashSeveral() {
    List<SimulatedMachine> nodes = victims.shuffled();
    for (SimulatedMachine node : nodes.subList(0, Math.min(nodes.size(), 2 + draws.below(3)))) {
      crash(FaultKind.POWER_LOST_BY_SEVERAL, node);
    }
  }

  void crashAll() {
    victims.nodes().forEach(node -> crash(FaultKind.POWER_LOST_BY_ALL, node));
  }

  /// Waits for the next few, or few hundred, operations of the disk.
  void crashAtDisk(SimulatedMachine node) {
    long operations = draws.below(1L << draws.below(10));
    node.disk().setTrap(operations, () -> crash(FaultKind.POWER_LOST_AT_DISK, node));
    lastings.add(node.disk()::removeTrap, SECOND, 20 * SECOND);
  }

  void kill(@Nullable SimulatedMachine node) {
    if (node != null) {
      node.kill();
      restartLater(node);
    }
  }

  /// Ends the process, flips some bits of what is stored, and starts it again.
  void rot(@Nullable SimulatedMachine node) {
    if (node == null) {
      return;
    }
    kill(node);
    int bits = 1 + draws.below(8);
    for (int i = 0; i < bits; i++) {
      if (node.disk().flipStoredBit(draws)) {
        world.faultCounters().count(FaultKind.BITS_ROTTED);
      }
    }
  }

  private void restartLater(SimulatedMachine node) {
    lastings.add(node::restart, 50 * MILLI, 10 * SECOND);
  }

  void pause(FaultKind kind, @Nullable SimulatedMachine node) {
    if (node != null) {
      long nanos = 50 * MILLI + Math.min(30 * SECOND, draws.exponential(3 * SECOND));
      node.pauseUntil(world.nowNanos() + nanos, world.fault(kind));
    }
  }

  void stallLoop(@Nullable SimulatedMachine node) {
    SimulatedProcess process = node == null ? null : node.process();
    if (process != null) {
      long nanos = 10 * MILLI + Math.min(5 * SECOND, draws.exponential(300 * MILLI));
      SimulatedLoop loop = process.loop(draws.below(process.loops().size()));
      loop.stallUntil(world.nowNanos() + nanos, world.fault(FaultKind.LOOP_STALLED));
    }
  }

  void stallStores(@Nullable SimulatedMachine node) {
    SimulatedProcess process = node == null ? null : node.process();
    if (process != null) {
      Fault fault = world.fault(FaultKind.STORE_STALLED);
      process.stores().forEach(store -> store.stall(fault));
      lastings.add(
          () -> process.stores().forEach(store -> store.stall(null)), 50 * MILLI, 10 * SECOND);
    }
  }
}
