package dev.gamut.simulation.cluster;

import dev.gamut.base.Invariant;
import dev.gamut.simulation.world.FaultKind;
import dev.gamut.simulation.world.FaultReport;
import dev.gamut.simulation.world.SimulationSpeed;
import dev.gamut.simulation.world.Stopwatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Runs many seeds, several at a time, and adds up what came of them. A campaign counts only if
/// every kind of fault happened at least once, nodes passed requests on, and every run made
/// progress afterwards.
///
/// Each run has a thread to itself and shares nothing with the others, so what comes of a seed does
/// not depend on who runs beside it; and the reports come in the order of the seeds.
public final class Campaign {
  /// Runs begun for each worker before the oldest has ended: one that takes long holds back the
  /// reports of those behind it, and not the runs.
  private static final int AHEAD = 8;

  private final long firstSeed;
  private final int seeds;
  private final int workers;
  private final Strategies strategies;

  /// @param workers threads, each with a run at a time
  public Campaign(long firstSeed, int seeds, int workers, Strategies strategies) {
    Invariant.require(seeds > 0 && workers > 0, "%d seeds, %d workers", seeds, workers);
    this.firstSeed = firstSeed;
    this.seeds = seeds;
    this.workers = workers;
    this.strategies = strategies;
  }

  /// What came of all of them.
  ///
  /// @param passedOn requests that a node passed on to another, which carried them out
  /// @param silent kinds of fault that never happened
  /// @param speed of the runs, judgement included; its time of cores is that of all workers
  public record Report(
      int seeds,
      List<RunReport> failed,
      long operations,
      long succeeded,
      long invariantChecks,
      long passedOn,
      SimulationSpeed speed,
      Map<FaultKind, Long> faults,
      List<FaultKind> silent) {
    public Report {
      failed = List.copyOf(failed);
      silent = List.copyOf(silent);
    }
  }

  private record Ran(RunReport report, long cpuNanos) {}

  /// @param progress hears of every run, on this thread
  public Report run(Consumer<RunReport> progress) throws InterruptedException {
    Stopwatch watch = Stopwatch.start();
    Sum sum = new Sum();
    ExecutorService pool =
        Executors.newFixedThreadPool(workers, Thread.ofPlatform().daemon(true).factory());
    try {
      ArrayDeque<Future<Ran>> underWay = new ArrayDeque<>();
      int begun = 0;
      for (int ended = 0; ended < seeds; ended++) {
        while (begun < seeds && underWay.size() < workers * AHEAD) {
          long seed = firstSeed + begun++;
          underWay.add(pool.submit(() -> run(seed)));
        }
        Ran ran = ended(underWay.remove());
        sum.add(ran);
        progress.accept(ran.report());
      }
    } finally {
      pool.shutdownNow();
    }
    return sum.report(seeds, watch.wallNanos());
  }

  private Ran run(long seed) {
    Stopwatch watch = Stopwatch.start();
    RunReport report = new ClusterRun(seed, strategies).run();
    return new Ran(report, watch.cpuNanos());
  }

  private static Ran ended(Future<Ran> run) throws InterruptedException {
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run reports its failures, but this was thrown", e);
    }
  }

  private static final class Sum {
    private final List<RunReport> failed = new ArrayList<>();
    private final EnumMap<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    private long operations;
    private long succeeded;
    private long events;
    private long invariantChecks;
    private long passedOn;
    private double simulatedSeconds;
    private long cpuNanos;

    void add(Ran ran) {
      RunReport report = ran.report();
      if (!report.passed()) {
        failed.add(report);
      }
      operations += report.operations();
      succeeded += report.succeeded();
      events += report.events();
      invariantChecks += report.invariantChecks();
      passedOn += report.passedOn();
      simulatedSeconds += report.simulatedSeconds();
      cpuNanos += ran.cpuNanos();
      FaultReport counts = report.faults();
      for (FaultKind kind : FaultKind.values()) {
        faults.merge(kind, counts.count(kind), Long::sum);
      }
    }

    Report report(int seeds, long wallNanos) {
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
          invariantChecks,
          passedOn,
          new SimulationSpeed(events, (long) (simulatedSeconds * 1e9), wallNanos, cpuNanos),
          faults,
          silent);
    }
  }
}
