package dev.gamut.simulation.world;

import dev.gamut.storage.Store;
import org.jspecify.annotations.Nullable;

/// Faults of disks.
final class DiskStrikes {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final SimulatedWorld world;
  private final Draws draws;
  private final Lastings lastings;

  DiskStrikes(SimulatedWorld world, Draws draws, Lastings lastings) {
    this.world = world;
    this.draws = draws;
    this.lastings = lastings;
  }

  void stall(SimulatedMachine node) {
    node.disk().stall(world.fault(FaultKind.DISK_STALLED));
    lastings.add(node::releaseDisk, 100 * MILLI, 30 * SECOND);
  }

  void fill(SimulatedMachine node) {
    world.note(node + "'s disk is full");
    node.disk().full(true);
    tellStores(node, new Store.Condition.Full("no room"));
    lastings.add(() -> makeRoom(node), SECOND, 30 * SECOND);
  }

  private static void makeRoom(SimulatedMachine node) {
    node.disk().full(false);
    tellStores(node, new Store.Condition.Healthy());
  }

  private static void tellStores(SimulatedMachine node, Store.Condition condition) {
    SimulatedProcess process = node.process();
    if (process != null) {
      process.stores().forEach(store -> store.become(condition));
    }
  }

  /// For a while, some calls fail in one way, from one in a hundred to all.
  void fail(FaultKind kind, @Nullable SimulatedMachine node) {
    if (node != null) {
      node.disk().fails(kind, 1.0 / (1L << draws.below(8)));
      lastings.add(() -> node.disk().fails(kind, 0), 100 * MILLI, 10 * SECOND);
    }
  }

  /// Flips a bit of what is stored, or some bits of what will be.
  void flipBits(@Nullable SimulatedMachine node) {
    if (node != null && draws.chance(0.5)) {
      node.disk().flipStoredBit(draws);
    } else {
      fail(FaultKind.BIT_FLIPPED, node);
    }
  }
}
