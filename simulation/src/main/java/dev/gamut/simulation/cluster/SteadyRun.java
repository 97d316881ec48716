package dev.gamut.simulation.cluster;

import dev.gamut.simulation.world.FaultMix;
import dev.gamut.simulation.world.SimulationSpeed;
import dev.gamut.simulation.world.Stopwatch;
import org.jspecify.annotations.Nullable;

/// Measures the speed of the simulator: five nodes at a hundred operations a second and no faults,
/// on the full path and under all invariants. First as long again unmeasured, because most of the
/// first seconds of a JVM go to compiling. Judged like every run, after the measurement.
public final class SteadyRun {
  private static final long SECOND = 1_000_000_000L;
  private static final long SEED = 1;

  private SteadyRun() {}

  /// What was measured.
  ///
  /// @param failure what was violated; null when all held
  /// @param operations of the clients within the measured time; a batch is one, and a page of a
  ///   scan
  /// @param invariantChecks within the measured time
  public record Report(
      @Nullable String failure, SimulationSpeed speed, long operations, long invariantChecks) {
    public double operationsPerSimulatedSecond() {
      return operations / Math.max(1e-9, speed.simulatedSeconds());
    }
  }

  /// @param seconds of simulated time to measure
  public static Report measure(int seconds) {
    ClusterRun run = new ClusterRun(SEED, FaultMix.quiet(), ClusterShape.forSpeed());
    try {
      String failure = run.begin();
      return failure == null ? measure(run, seconds) : failed(failure);
    } catch (RuntimeException | Error e) {
      return failed(ClusterRun.describe(e));
    }
  }

  private static Report failed(String failure) {
    return new Report(failure, new SimulationSpeed(0, 0, 0, 0), 0, 0);
  }

  private static Report measure(ClusterRun run, int seconds) {
    long nanos = seconds * SECOND;
    run.world().runFor(nanos);
    long events = run.world().events();
    long operations = run.calls();
    long checks = run.invariantChecks();
    Stopwatch watch = Stopwatch.start();
    run.world().runFor(nanos);
    long wall = watch.wallNanos();
    long cpu = watch.cpuNanos();
    return new Report(
        run.end(),
        new SimulationSpeed(run.world().events() - events, nanos, wall, cpu),
        run.calls() - operations,
        run.invariantChecks() - checks);
  }
}
