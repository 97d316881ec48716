package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;

/// What one direction between two machines is like when nothing is wrong.
///
/// @param baseNanos the least delay
/// @param tailNanos the mean of what comes on top, exponentially distributed
/// @param bytesPerSecond how much it carries
/// @param queueBytes how much may be under way; more is refused
public record LinkProfile(long baseNanos, long tailNanos, long bytesPerSecond, long queueBytes) {
  private static final long GIGABIT = 125_000_000;

  public LinkProfile {
    Invariant.require(baseNanos > 0, "base delay not positive: %s", baseNanos);
    Invariant.require(tailNanos >= 0, "tail negative: %s", tailNanos);
    Invariant.require(bytesPerSecond > 0, "carries nothing: %s", bytesPerSecond);
    Invariant.require(queueBytes > 0, "queues nothing: %s", queueBytes);
  }

  /// Two machines in one room.
  public static LinkProfile local() {
    return new LinkProfile(80_000, 40_000, 10 * GIGABIT, 64 << 20);
  }

  /// Anything from one room to the other side of the world, near ones as likely as far ones.
  public static LinkProfile drawn(Entropy entropy) {
    long baseNanos = 20_000L << entropy.below(13);
    return new LinkProfile(
        baseNanos + entropy.below(baseNanos),
        baseNanos / (1 + entropy.below(20)),
        GIGABIT << entropy.below(4),
        1L << entropy.between(20, 26));
  }

  /// Two sites this far apart, one way.
  public static LinkProfile remote(long oneWayNanos) {
    return new LinkProfile(oneWayNanos, oneWayNanos / 20 + 1, GIGABIT, 64 << 20);
  }
}
