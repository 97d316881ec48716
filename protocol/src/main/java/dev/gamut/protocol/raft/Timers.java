package dev.gamut.protocol.raft;

import java.util.Arrays;
import java.util.List;

/// Lazy timers: a deadline that moves away costs nothing, because the timer that fires early is set
/// again; only one that comes nearer is set at once.
final class Timers {
  private static final long NEVER = Long.MAX_VALUE;

  private final long[] setFor = new long[TimerKind.values().length];

  Timers() {
    Arrays.fill(setFor, NEVER);
  }

  void ensure(TimerKind timer, long atNanos, List<RaftEffect> effects) {
    if (atNanos < setFor[timer.ordinal()]) {
      setFor[timer.ordinal()] = atNanos;
      effects.add(new RaftEffect.SetTimer(timer, atNanos));
    }
  }

  /// Whether its time has come. One that is early, by the grain of a clock or because it was
  /// replaced, is set again: the node may have forgotten it.
  boolean fired(TimerKind timer, long nowNanos, List<RaftEffect> effects) {
    long at = setFor[timer.ordinal()];
    if (nowNanos < at) {
      if (at != NEVER) {
        effects.add(new RaftEffect.SetTimer(timer, at));
      }
      return false;
    }
    setFor[timer.ordinal()] = NEVER;
    return true;
  }
}
