package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;

/// The randomness of one purpose. SplitMix64 (Steele, Lea, Flood 2014), so that the numbers are the
/// same on every JVM; each purpose has its own, so that a draw more in one place changes nothing in
/// the others.
final class Draws implements Entropy {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;
  private static final int BINS = 256;
  private static final double[] EXPONENTIAL = exponentialQuantiles();
  private static final double BEYOND_LAST_BIN = StrictMath.log(BINS);

  private final long seed;
  private long state;

  Draws(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  /// The randomness of another purpose, however much has been drawn from this one.
  Draws purpose(long purpose) {
    return new Draws(mix(seed + mix(purpose + GAMMA)));
  }

  Draws purpose(String purpose) {
    long hash = purpose.length();
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash ^ purpose.charAt(i));
    }
    return purpose(hash);
  }

  @Override
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  @Override
  public long below(long bound) {
    Invariant.check(bound > 0, "bound not positive: %d", bound);
    return Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  /// Costs no draw when the probability is 0, as that of most faults is.
  @Override
  public boolean chance(double probability) {
    return probability > 0 && (nextLong() >>> 11) * 0x1.0p-53 < probability;
  }

  /// Uniform in [0, 1).
  double fraction() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /// Exponentially distributed, by linear interpolation between quantiles computed once: the same
  /// on every machine, which `Math.log` does not promise to be, and cheaper.
  long exponential(long mean) {
    double beyond = 0;
    long bits = nextLong();
    while ((bits & (BINS - 1)) == BINS - 1) {
      beyond += BEYOND_LAST_BIN;
      bits = nextLong();
    }
    int bin = (int) (bits & (BINS - 1));
    double within = (bits >>> 11) * 0x1.0p-53;
    double quantile = EXPONENTIAL[bin] + within * (EXPONENTIAL[bin + 1] - EXPONENTIAL[bin]);
    return (long) (mean * (quantile + beyond));
  }

  /// The finaliser of SplitMix64: a bijection whose every output bit depends on every input bit.
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static double[] exponentialQuantiles() {
    double[] quantiles = new double[BINS];
    for (int i = 0; i < BINS; i++) {
      quantiles[i] = -StrictMath.log(1.0 - (double) i / BINS);
    }
    return quantiles;
  }
}
