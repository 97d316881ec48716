package dev.gamut.storage.journal;

import dev.gamut.base.Entropy;
import dev.gamut.base.WallTime;
import dev.gamut.world.Clock;
import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/// Loops, workers and a clock on one thread: what runs next is drawn, and time passes only when
/// nothing else can happen.
final class SmallWorld {
  private final Entropy entropy;
  private final List<SmallLoop> loops = new ArrayList<>();
  private final List<SmallWorker> workers = new ArrayList<>();
  private final PriorityQueue<Wait> timers =
      new PriorityQueue<>(
          Comparator.<Wait>comparingLong(t -> t.atNanos).thenComparingLong(t -> t.id));
  private long nowNanos;
  private long lastTimer;

  SmallWorld(Entropy entropy) {
    this.entropy = entropy;
  }

  SmallLoop loop() {
    SmallLoop loop = new SmallLoop();
    loops.add(loop);
    return loop;
  }

  SmallWorker worker() {
    SmallWorker worker = new SmallWorker();
    workers.add(worker);
    return worker;
  }

  Clock clock() {
    return new Clock() {
      @Override
      public long monotonicNanos() {
        return nowNanos;
      }

      @Override
      public WallTime wall() {
        throw new UnsupportedOperationException();
      }
    };
  }

  /// One thing happens; false when there is nothing but timers.
  boolean step() {
    List<Runnable> possible = new ArrayList<>();
    for (SmallLoop loop : loops) {
      if (!loop.tasks.isEmpty()) {
        possible.add(loop::turn);
      }
    }
    for (SmallWorker worker : workers) {
      if (!worker.jobs.isEmpty()) {
        possible.add(() -> worker.jobs.remove().run());
      }
    }
    if (possible.isEmpty()) {
      return false;
    }
    possible.get(entropy.below(possible.size())).run();
    return true;
  }

  /// Time goes on to the next timer; false when there is none.
  boolean nextTimer() {
    Wait timer = timers.poll();
    if (timer == null) {
      return false;
    }
    nowNanos = Math.max(nowNanos, timer.atNanos);
    timer.loop.post(timer.task);
    return true;
  }

  /// Everything happens that can, timers up to a moment included.
  void settle(long forNanos) {
    long end = nowNanos + forNanos;
    while (true) {
      if (!step()) {
        Wait first = timers.peek();
        if (first == null || first.atNanos > end) {
          nowNanos = end;
          return;
        }
        nextTimer();
      }
    }
  }

  private record Wait(long atNanos, long id, SmallLoop loop, Runnable task) {}

  final class SmallLoop implements Loop {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<Runnable> atEnd = new ArrayDeque<>();
    private boolean current;

    @Override
    public void post(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void atTurnEnd(Runnable task) {
      atEnd.add(task);
    }

    @Override
    public Timer schedule(long atNanos, Runnable task) {
      Wait timer = new Wait(atNanos, lastTimer++, this, task);
      timers.add(timer);
      return () -> timers.remove(timer);
    }

    @Override
    public boolean isCurrent() {
      return current;
    }

    private void turn() {
      current = true;
      try {
        for (int left = tasks.size(); left > 0; left--) {
          tasks.remove().run();
        }
        while (!atEnd.isEmpty()) {
          atEnd.remove().run();
        }
      } finally {
        current = false;
      }
    }
  }

  final class SmallWorker implements Worker {
    private final ArrayDeque<Runnable> jobs = new ArrayDeque<>();

    @Override
    public <T> void submit(Job<T> job, Loop replyTo, Consumer<Result<T>> done) {
      jobs.add(
          () -> {
            Result<T> result = run(job);
            replyTo.post(() -> done.accept(result));
          });
    }

    private static <T> Result<T> run(Worker.Job<T> job) {
      try {
        return new Result<>(job.run(), null);
      } catch (Exception e) {
        return new Result<>(null, e);
      }
    }
  }
}
