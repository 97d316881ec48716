package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.fail;

import dev.gamut.base.WallTime;
import dev.gamut.world.Clock;
import dev.gamut.world.Loop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A loop that the test turns by hand. Other threads may post to it; its time stands still until
/// nothing else is left to do, and then skips to the next timer.
public final class TestLoop implements Loop, Clock {
  private static final long GIVE_UP_SECONDS = 60;

  private record Timed(long atNanos, long number, Runnable task) {}

  private final LinkedBlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
  private final ArrayDeque<Runnable> turnEnd = new ArrayDeque<>();
  private final PriorityQueue<Timed> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Timed::atNanos).thenComparingLong(Timed::number));
  private final Thread owner = Thread.currentThread();
  private long now = 1;
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
    return Thread.currentThread() == owner;
  }

  @Override
  public long monotonicNanos() {
    return now;
  }

  @Override
  public WallTime wall() {
    throw new UnsupportedOperationException("stores stamp nothing");
  }

  /// Runs everything that was posted, and what that posts; timers stay.
  public void runPosted() {
    for (Runnable task = next(0); task != null; task = next(0)) {
      task.run();
    }
  }

  /// Turns until the condition holds; fails when it never does.
  public void runUntil(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > giveUp) {
        fail("what was waited for never came");
      }
      Runnable task = next(10);
      if (task != null) {
        task.run();
      } else if (!timers.isEmpty()) {
        Timed timed = timers.remove();
        now = Math.max(now, timed.atNanos());
        timed.task().run();
      }
    }
  }

  private @Nullable Runnable next(long waitMillis) {
    Runnable last = posted.isEmpty() ? turnEnd.poll() : null;
    if (last != null) {
      return last;
    }
    try {
      return posted.poll(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("the test was interrupted", e);
    }
  }
}
