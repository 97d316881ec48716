package dev.gamut.simulation.pbs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Entropy;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The fits against what Bailis et al. publish of the services that they fitted (VLDB 2012, table
/// 1): averages and percentiles of LinkedIn's Voldemort, there and back, in milliseconds.
final class LatencyFitTest {
  private static final int DRAWS = 200_000;

  @Test
  void solidStateReadsAndWritesAreAsLinkedInMeasuredThem() {
    Latencies latencies = LatencyProfile.LNKD_SSD.latencies();
    assertEquals(0.58, latencies.writes().meanMillis() + latencies.others().meanMillis(), 0.01);
    double[] writes = drawn(entropy -> latencies.write(entropy) + latencies.other(entropy));
    assertEquals(0.58, Arrays.stream(writes).average().orElseThrow(), 0.02);
    assertEquals(1, percentile(writes, 0.95), 0.05);
    assertEquals(2, percentile(writes, 0.99), 0.1);
  }

  @Test
  void writesToSpinningDisksAreAsLinkedInMeasuredThem() {
    Latencies latencies = LatencyProfile.LNKD_DISK.latencies();
    assertEquals(4.85, latencies.writes().meanMillis() + latencies.others().meanMillis(), 0.02);
    double[] writes = drawn(entropy -> latencies.write(entropy) + latencies.other(entropy));
    assertEquals(15, percentile(writes, 0.95), 0.3);
    assertEquals(25, percentile(writes, 0.99), 0.7);
  }

  @Test
  void theQuickestOfThreeAtYammerTakesWhatThePaperSays() {
    // Table 4 of the paper: 99.9 % of operations with R = 1 and W = 1.
    Latencies latencies = LatencyProfile.YMMR.latencies();
    double[] reads = drawn(entropy -> quickest(() -> there(latencies, entropy, false)));
    double[] writes = drawn(entropy -> quickest(() -> there(latencies, entropy, true)));
    assertEquals(5.58, percentile(reads, 0.999), 0.2);
    assertEquals(10.83, percentile(writes, 0.999), 0.7);
  }

  private static long there(Latencies latencies, Entropy entropy, boolean write) {
    long there = write ? latencies.write(entropy) : latencies.other(entropy);
    return there + latencies.other(entropy);
  }

  private static long quickest(LongSupplier one) {
    return LongStream.generate(one).limit(3).min().orElseThrow();
  }

  private static double[] drawn(ToLongFunction<Entropy> one) {
    Entropy entropy = Entropy.seeded(7);
    double[] millis = new double[DRAWS];
    Arrays.setAll(millis, _ -> one.applyAsLong(entropy) / 1e6);
    Arrays.sort(millis);
    return millis;
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) (share * sorted.length)];
  }
}
