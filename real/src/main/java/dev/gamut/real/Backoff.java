package dev.gamut.real;

import dev.gamut.world.Loop;
import org.jspecify.annotations.Nullable;

/// When to dial a peer again: later after every failure, by chance a little more or less, so that
/// nodes that lost each other together do not come back together.
final class Backoff {
  private final PeerContext context;
  private final Runnable attempt;
  private Loop.@Nullable Timer timer;
  private long nanos;

  Backoff(PeerContext context, Runnable attempt) {
    this.context = context;
    this.attempt = attempt;
    reset();
  }

  /// Nothing has failed yet.
  void reset() {
    nanos = context.limits().backoffMinNanos();
  }

  /// Schedules the next attempt, if none is waiting.
  void later() {
    if (timer != null) {
      return;
    }
    long wait = context.entropy().between(nanos / 2, nanos);
    nanos = Math.min(nanos * 2, context.limits().backoffMaxNanos());
    long due = context.loop().clock().monotonicNanos() + wait;
    timer = context.loop().schedule(due, this::run);
  }

  boolean isWaiting() {
    return timer != null;
  }

  void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void run() {
    timer = null;
    attempt.run();
  }
}
