package dev.gamut.node;

import dev.gamut.base.WallTime;
import dev.gamut.world.Clock;
import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A loop that a test turns by hand, with its clock: time stands still until nothing else is left
/// to do, and then skips to the next timer. Blocking work is done at once, and answered in a later
/// turn.
public final class StepLoop implements Loop, Clock, Worker {
  private static final long WALL_MILLIS_AT_START = 1_000_000;
  private static final int TURNS_MAX = 100_000;

  private record Timed(long atNanos, long number, Runnable task) {}

  private final ArrayDeque<Runnable> posted = new ArrayDeque<>();
  private final ArrayDeque<Runnable> turnEnd = new ArrayDeque<>();
  private final PriorityQueue<Timed> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Timed::atNanos).thenComparingLong(Timed::number));
  private long nowNanos = 1;
  private long timerCount;

  @Override
  public void post(Runnable task) {
    posted.add(task);
  }

  @Override
  public void atTurnEnd(Runnable task) {
    turnEnd.add(task);
  }

  @Override
  public Timer schedule(long atNanos, Runnable task) {
    Timed timed = new Timed(atNanos, timerCount++, task);
    timers.add(timed);
    return () -> timers.remove(timed);
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public long monotonicNanos() {
    return nowNanos;
  }

  @Override
  public WallTime wall() {
    long millis = WALL_MILLIS_AT_START + nowNanos / 1_000_000;
    return new WallTime(millis, millis);
  }

  @Override
  public <T> void submit(Job<T> job, Loop replyTo, Consumer<Result<T>> done) {
    Result<T> result;
    try {
      result = new Result<>(job.run(), null);
    } catch (Exception failure) {
      result = new Result<>(null, failure);
    }
    Result<T> answer = result;
    replyTo.post(() -> done.accept(answer));
  }

  /// Does everything that can be done without time passing.
  public void settle() {
    for (int turns = 0; !posted.isEmpty() || !turnEnd.isEmpty(); turns++) {
      if (turns > TURNS_MAX) {
        throw new AssertionError("never comes to rest");
      }
      Runnable next = posted.isEmpty() ? turnEnd.remove() : posted.remove();
      next.run();
    }
  }

  /// Lets time pass until the condition holds; fails when it does not within so long.
  public void runUntil(BooleanSupplier condition, long nanos) {
    long end = nowNanos + nanos;
    settle();
    while (!condition.getAsBoolean()) {
      Timed next = timers.poll();
      if (next == null || next.atNanos() > end) {
        throw new AssertionError("what was waited for did not come in time");
      }
      nowNanos = Math.max(nowNanos, next.atNanos());
      next.task().run();
      settle();
    }
  }

  /// Lets so much time pass.
  public void pass(long nanos) {
    long end = nowNanos + nanos;
    boolean[] reached = {false};
    schedule(end, () -> reached[0] = true);
    runUntil(() -> reached[0], nanos);
  }
}
