package dev.gamut.simulation.pbs;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;

/// How long a message takes one way: of a Pareto distribution with some probability, and of an
/// exponential one otherwise, which is the form of the fits of Bailis et al. (VLDB 2012, table 3).
///
/// @param paretoShare probability of the Pareto distribution
/// @param leastMillis the least value of the Pareto distribution (x_m)
/// @param shape of the Pareto distribution (alpha)
/// @param ratePerMilli of the exponential distribution (lambda)
public record LatencyFit(
    double paretoShare, double leastMillis, double shape, double ratePerMilli) {
  private static final double NANOS_A_MILLI = 1e6;

  public LatencyFit {
    Invariant.require(
        paretoShare >= 0 && paretoShare <= 1, "a share of %s is no probability", paretoShare);
    Invariant.require(leastMillis > 0, "a least value of %s ms", leastMillis);
    Invariant.require(shape > 1, "a Pareto shape of %s has no mean", shape);
    Invariant.require(ratePerMilli > 0, "a rate of %s", ratePerMilli);
  }

  /// Always the same, nearly: for cases that are known exactly.
  static LatencyFit constant(double millis) {
    return new LatencyFit(1, millis, 1e12, 1);
  }

  double meanMillis() {
    double pareto = leastMillis * shape / (shape - 1);
    return paretoShare * pareto + (1 - paretoShare) / ratePerMilli;
  }

  /// The same on every JVM.
  long drawNanos(Entropy entropy) {
    boolean pareto = entropy.chance(paretoShare);
    // In (0, 1], so that neither the logarithm nor the quotient is infinite.
    double fraction = ((entropy.nextLong() >>> 11) + 1) * 0x1.0p-53;
    double logarithm = -StrictMath.log(fraction);
    double millis =
        pareto ? leastMillis * StrictMath.exp(logarithm / shape) : logarithm / ratePerMilli;
    return Math.max(1, (long) (millis * NANOS_A_MILLI));
  }
}
