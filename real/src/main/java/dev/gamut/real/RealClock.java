package dev.gamut.real;

import dev.gamut.base.Invariant;
import dev.gamut.base.WallTime;
import dev.gamut.world.Clock;

/// The operating system's clocks. How wrong its time of day may be only the operator knows, so the
/// bound is configured.
///
/// @param wallErrorMillis how far the machine's time of day may be from the true one, either way;
///   stamps of different nodes are ordered rightly only as far as this holds
public record RealClock(long wallErrorMillis) implements Clock {
  public RealClock {
    Invariant.require(
        wallErrorMillis >= 0 && wallErrorMillis < 1L << 32,
        "wall error not in [0, 2^32) ms: %d",
        wallErrorMillis);
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  @Override
  public WallTime wall() {
    long now = System.currentTimeMillis();
    return new WallTime(now - wallErrorMillis, now + wallErrorMillis);
  }
}
