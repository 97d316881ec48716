package dev.gamut.checker.linearizability;

import static dev.gamut.base.Invariant.require;

import java.util.function.LongSupplier;

/// When to give up undecided. A check that is bounded by steps and configurations alone gives the
/// same answer every time; one that is bounded by a clock need not.
///
/// @param steps how many transitions may be tried over all keys
/// @param configurations how many configurations may be remembered over all keys; each costs about
///   50 bytes
/// @param clock nanoseconds from any fixed moment
/// @param deadlineNanos when to give up, on that clock
public record Limits(long steps, long configurations, LongSupplier clock, long deadlineNanos) {
  /// About a gigabyte.
  private static final long CONFIGURATIONS = 20_000_000;

  public Limits {
    require(steps > 0, "steps not positive: %d", steps);
    require(configurations > 0, "configurations not positive: %d", configurations);
  }

  /// Bounded only by memory.
  public static Limits none() {
    return ofSteps(Long.MAX_VALUE);
  }

  public static Limits ofSteps(long steps) {
    return new Limits(steps, CONFIGURATIONS, () -> 0, 1);
  }

  /// @param nanos how long from now on the given clock
  public static Limits within(long nanos, LongSupplier clock) {
    return new Limits(Long.MAX_VALUE, CONFIGURATIONS, clock, clock.getAsLong() + nanos);
  }

  boolean expired() {
    return clock.getAsLong() - deadlineNanos >= 0;
  }
}
