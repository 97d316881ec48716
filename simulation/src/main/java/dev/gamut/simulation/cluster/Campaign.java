package dev.gamut.simulation.cluster;

import dev.gamut.simulation.world.FaultKind;
import dev.gamut.simulation.world.FaultMix;
import dev.gamut.simulation.world.FaultReport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Runs many seeds, one after the other, and adds up what came of them. A campaign counts only if
/// every kind of fault happened at least once and every run made progress afterwards.
public final class Campaign {
  private final long firstSeed;
  private final int seeds;
  private final LongSupplier nanoClock;

  /// @param nanoClock measures speed; nothing of a run depends on it
  public Campaign(long firstSeed, int seeds, LongSupplier nanoClock) {
    this.firstSeed = firstSeed;
    this.seeds = seeds;
    this.nanoClock = nanoClock;
  }

  /// What came of all of them.
  ///
  /// @param silent kinds of fault that never happened
  /// @param wallSeconds of the runs, judgement included
  public record Report(
      int seeds,
      List<RunReport> failed,
      long operations,
      long succeeded,
      long events,
      long invariantChecks,
      double simulatedSeconds,
      double wallSeconds,
      Map<FaultKind, Long> faults,
      List<FaultKind> silent) {
    public Report {
      failed = List.copyOf(failed);
      silent = List.copyOf(silent);
    }

    public double eventsPerSecond() {
      return events / wallSeconds;
    }

    public double simulatedSecondsPerSecond() {
      return simulatedSeconds / wallSeconds;
    }
  }

  /// @param progress hears of every run
  public Report run(Consumer<RunReport> progress) {
    Sum sum = new Sum();
    long start = nanoClock.getAsLong();
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      RunReport report = new ClusterRun(seed).run();
      sum.add(report);
      progress.accept(report);
    }
    return sum.report(seeds, (nanoClock.getAsLong() - start) / 1e9);
  }

  private static final class Sum {
    private final List<RunReport> failed = new ArrayList<>();
    private final EnumMap<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    private long operations;
    private long succeeded;
    private long events;
    private long invariantChecks;
    private double simulatedSeconds;

    void add(RunReport report) {
      if (!report.passed()) {
        failed.add(report);
      }
      operations += report.operations();
      succeeded += report.succeeded();
      events += report.events();
      invariantChecks += report.invariantChecks();
      simulatedSeconds += report.simulatedSeconds();
      FaultReport counts = report.faults();
      for (FaultKind kind : FaultKind.values()) {
        faults.merge(kind, counts.count(kind), Long::sum);
      }
    }

    Report report(int seeds, double wallSeconds) {
      List<FaultKind> silent = new ArrayList<>();
      for (FaultKind kind : FaultKind.values()) {
        if (faults.getOrDefault(kind, 0L) == 0) {
          silent.add(kind);
        }
      }
      return new Report(
          seeds,
          failed,
          operations,
          succeeded,
          events,
          invariantChecks,
          simulatedSeconds,
          wallSeconds,
          faults,
          silent);
    }
  }

  /// Measures the speed of the simulator itself: five nodes at a hundred operations a second and no
  /// faults, for a while of simulated time.
  public static Report measureSpeed(long seed, LongSupplier nanoClock) {
    Sum sum = new Sum();
    new ClusterRun(seed, FaultMix.quiet(), ClusterShape.forSpeed()).run();
    long start = nanoClock.getAsLong();
    sum.add(new ClusterRun(seed, FaultMix.quiet(), ClusterShape.forSpeed()).run());
    return sum.report(1, (nanoClock.getAsLong() - start) / 1e9);
  }
}
