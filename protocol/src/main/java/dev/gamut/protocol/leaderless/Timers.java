package dev.gamut.protocol.leaderless;

import java.util.Arrays;
import java.util.List;

/// Lazy timers: one that fires early is set again; only one that comes nearer is set at once.
final class Timers {
  private static final long NEVER = Long.MAX_VALUE;

  private final long[] setFor = new long[TimerKind.values().length];

  Timers() {
    Arrays.fill(setFor, NEVER);
  }

  void ensure(TimerKind timer, long atNanos, List<LeaderlessEffect> effects) {
    if (atNanos < setFor[timer.ordinal()]) {
      setFor[timer.ordinal()] = atNanos;
      effects.add(new LeaderlessEffect.SetTimer(timer, atNanos));
    }
  }

  /// Whether its time has come; one that is early is set again.
  boolean fired(TimerKind timer, long nowNanos, List<LeaderlessEffect> effects) {
    long at = setFor[timer.ordinal()];
    if (nowNanos < at) {
      if (at != NEVER) {
        effects.add(new LeaderlessEffect.SetTimer(timer, at));
      }
      return false;
    }
    setFor[timer.ordinal()] = NEVER;
    return true;
  }
}
