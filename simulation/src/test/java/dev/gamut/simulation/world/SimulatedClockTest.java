package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.NodeId;
import dev.gamut.base.WallTime;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SimulatedClockTest {
  private static final long SECOND = 1_000_000_000;

  private final SimulatedWorld world = new SimulatedWorld(5, FaultMix.quiet());
  private final SimulatedMachine machine = world.addNode(new NodeId(1), 1);

  private SimulatedProcess started() {
    machine.start(_ -> {});
    return Objects.requireNonNull(machine.process());
  }

  @Test
  void wallTimeHoldsTheTruthAsLongAsNoFaultTouchedIt() {
    for (int i = 2; i < 50; i++) {
      SimulatedMachine other = world.addNode(new NodeId(i), 1);
      long truth = SimulatedClock.EPOCH_MILLIS + world.nowNanos() / 1_000_000;
      WallTime wall = other.clock().wall();
      assertTrue(wall.earliestMillis() <= truth && truth <= wall.latestMillis());
      world.runFor(SECOND);
    }
  }

  @Test
  void aJumpMovesWallTimeAndNotMonotonicTime() {
    SimulatedProcess process = started();
    long before = process.clock().wall().latestMillis();
    long monotonic = process.clock().monotonicNanos();
    machine.clock().jumpTo(-288_000, world.fault(FaultKind.CLOCK_JUMPED));
    assertEquals(0, world.faults().total());
    assertEquals(before - 288_000, process.clock().wall().latestMillis());
    assertEquals(monotonic, process.clock().monotonicNanos());
    assertEquals(1, world.faults().count(FaultKind.CLOCK_JUMPED));
  }

  @Test
  void timersFollowADriftingClock() {
    SimulatedProcess process = started();
    Loop loop = process.loops().getFirst();
    long begin = process.clock().monotonicNanos();
    List<Long> ranAt = new ArrayList<>();
    loop.post(
        () -> {
          loop.schedule(begin + 2 * SECOND, () -> ranAt.add(world.nowNanos()));
          loop.schedule(begin + 4 * SECOND, () -> ranAt.add(world.nowNanos()));
        });
    world.runUntil(SECOND);
    machine.runClockAt(2.0, world.fault(FaultKind.CLOCK_DRIFTED));
    world.runUntil(3 * SECOND);
    assertEquals(1.5 * SECOND, ranAt.get(0), 100_000);
    assertEquals(2.5 * SECOND, ranAt.get(1), 100_000);
    assertEquals(1, world.faults().count(FaultKind.CLOCK_DRIFTED));
  }

  @Test
  void monotonicTimeNeverGoesBack() {
    SimulatedProcess process = started();
    Draws draws = new Draws(8);
    long last = process.clock().monotonicNanos();
    for (int i = 0; i < 1000; i++) {
      world.runFor(draws.below(1000));
      machine.runClockAt(0.5 + draws.fraction(), null);
      long next = process.clock().monotonicNanos();
      assertTrue(next >= last);
      last = next;
    }
  }
}
