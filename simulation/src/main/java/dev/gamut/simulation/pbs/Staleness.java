package dev.gamut.simulation.pbs;

import dev.gamut.base.Entropy;
import dev.gamut.simulation.pbs.StalenessReport.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Probabilistically bounded staleness (Bailis et al., VLDB 2012): what reads of partial quorums
/// show in simulated clusters, beside what the model predicts.
///
/// @param trials of each point
public record Staleness(int trials, long seed) {
  /// Enough for an error of a sixth of a percentage point at the worst.
  private static final int MODEL_TRIALS = 100_000;

  /// Measures every partial quorum under some profiles, so many at a time, each on a thread of its
  /// own, which changes no figure.
  ///
  /// @param each hears of them in their order, on this thread
  public void measure(List<LatencyProfile> profiles, int workers, Consumer<StalenessReport> each)
      throws InterruptedException {
    ExecutorService pool =
        Executors.newFixedThreadPool(workers, Thread.ofPlatform().daemon(true).factory());
    try {
      List<Future<StalenessReport>> all = new ArrayList<>();
      for (LatencyProfile profile : profiles) {
        for (PartialQuorum quorum : PartialQuorum.ALL) {
          all.add(pool.submit(() -> measure(profile, quorum)));
        }
      }
      for (Future<StalenessReport> one : all) {
        each.accept(one.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a simulated cluster did not do as it should", e);
    } finally {
      pool.shutdownNow();
    }
  }

  StalenessReport measure(LatencyProfile profile, PartialQuorum quorum) {
    List<Long> times = profile.afterNanos();
    Latencies latencies = profile.latencies();
    double[] simulated = new StalenessRun(latencies, quorum, times, seed).shares(trials);
    Wars wars = new Wars(latencies, quorum, times, Entropy.seeded(~seed));
    double[] predicted = wars.gamut(MODEL_TRIALS);
    double[] dynamo = wars.dynamo(MODEL_TRIALS);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      points.add(new Point(times.get(i), simulated[i], predicted[i], dynamo[i]));
    }
    return new StalenessReport(profile, quorum, trials, points);
  }
}
