package dev.gamut.simulation.world;

import dev.gamut.base.Invariant;
import dev.gamut.base.WallTime;
import dev.gamut.world.Clock;
import org.jspecify.annotations.Nullable;

/// The clocks of one machine. Monotonic time is virtual time at a rate near 1, from another start
/// for every process. Wall time is virtual time plus a skew; as long as no fault has touched it,
/// the interval that it gives holds the true time.
final class SimulatedClock implements Clock {
  /// 2026-01-01T00:00:00Z, when every simulation begins.
  static final long EPOCH_MILLIS = 1_767_225_600_000L;

  private static final long ERROR_BOUND_MILLIS_MAX = 20;
  private static final long ORIGIN_MAX = 1L << 50;

  private final SimulatedWorld world;
  private final Draws draws;
  private final long errorBoundMillis;
  private final long skewMillis;
  private double rate = 1.0;
  private long rateSinceWorld;
  private long rateSinceLocal;
  private long jumpMillis;
  private long shownMillis;
  private @Nullable Fault jump;
  private @Nullable Fault drift;

  SimulatedClock(SimulatedWorld world, Draws draws) {
    this.world = world;
    this.draws = draws;
    this.errorBoundMillis = draws.between(1, ERROR_BOUND_MILLIS_MAX);
    this.skewMillis = draws.between(-errorBoundMillis, errorBoundMillis);
  }

  /// A new process counts from another moment: whoever keeps monotonic times across a restart is to
  /// notice.
  void restart() {
    rateSinceWorld = world.nowNanos();
    rateSinceLocal = draws.below(ORIGIN_MAX);
  }

  @Override
  public long monotonicNanos() {
    if (drift != null && world.nowNanos() > rateSinceWorld) {
      drift.fire();
      drift = null;
    }
    return localNanosAt(world.nowNanos());
  }

  @Override
  public WallTime wall() {
    if (jump != null) {
      jump.fire();
      jump = null;
    }
    long reading = EPOCH_MILLIS + world.nowNanos() / 1_000_000 + skewMillis + jumpMillis;
    WallTime shown = new WallTime(reading - errorBoundMillis, reading + errorBoundMillis);
    shownMillis = Math.max(shownMillis, shown.latestMillis());
    return shown;
  }

  /// The latest time of day that it has shown, right or wrong.
  long shownMillis() {
    return shownMillis;
  }

  /// The first moment of virtual time at which monotonic time has reached `localNanos`.
  long worldNanosAt(long localNanos) {
    if (localNanos <= rateSinceLocal) {
      return rateSinceWorld;
    }
    long guess = rateSinceWorld + (long) ((localNanos - rateSinceLocal) / rate);
    while (localNanosAt(guess) < localNanos) {
      guess++;
    }
    return guess;
  }

  /// Moves wall time, away from the truth or (by 0) back to it.
  void jumpTo(long offsetMillis, @Nullable Fault fault) {
    jumpMillis = offsetMillis;
    jump = fault;
  }

  long jumpMillis() {
    return jumpMillis;
  }

  /// Lets monotonic time run at another rate from now on.
  void runAt(double newRate, @Nullable Fault fault) {
    Invariant.check(newRate > 0, "time must go on");
    long local = localNanosAt(world.nowNanos());
    rateSinceLocal = local;
    rateSinceWorld = world.nowNanos();
    rate = newRate;
    drift = fault;
  }

  private long localNanosAt(long worldNanos) {
    return rateSinceLocal + (long) ((worldNanos - rateSinceWorld) * rate);
  }
}
