package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// How fast the world turns. The bounds are loose, for slow and busy machines; the figures printed
/// are what to look at.
class SpeedTest {
  private static final int PENDING = 1000;

  /// An event that only makes its successor.
  private static final class Bare extends Event {
    private final SimulatedWorld world;
    private final Draws draws;

    Bare(SimulatedWorld world, Draws draws) {
      this.world = world;
      this.draws = draws;
    }

    @Override
    boolean fire() {
      world.schedule(world.nowNanos() + draws.below(1_000_000), this);
      return true;
    }
  }

  @Test
  void bareEventsAreCheap() {
    SimulatedWorld world = new SimulatedWorld(1, FaultMix.quiet());
    Draws draws = new Draws(2);
    for (int i = 0; i < PENDING; i++) {
      world.schedule(draws.below(1000), new Bare(world, draws));
    }
    world.runFor(200_000_000);
    SimulationSpeed speed = measure(world, 1_000_000_000L);
    System.out.println("bare events: " + speed);
    assertTrue(speed.eventsPerSecond() > 200_000, speed.toString());
  }

  @Test
  void aClusterRunsFasterThanTime() {
    ToyCluster cluster = new ToyCluster(1, FaultMix.everything(0.1), 5, 3);
    cluster.world.runFor(10_000_000_000L);
    SimulationSpeed speed = measure(cluster.world, 50_000_000_000L);
    System.out.println("toy cluster: " + speed);
    assertTrue(speed.eventsPerSecond() > 20_000, speed.toString());
    assertTrue(speed.simulatedSecondsPerSecond() > 1, speed.toString());
  }

  private static SimulationSpeed measure(SimulatedWorld world, long simulatedNanos) {
    long events = world.events();
    Stopwatch watch = Stopwatch.start();
    world.runFor(simulatedNanos);
    return new SimulationSpeed(
        world.events() - events, simulatedNanos, watch.wallNanos(), watch.cpuNanos());
  }
}
