package dev.gamut.simulation.world;

import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A thread for work that blocks. A job waits a drawn time and then happens at one moment; what its
/// disk operations cost passes before the next one begins, and the answers come back in order. A
/// process that dies while a job waits may still do the first operations of it: that is how a crash
/// comes between a write and its sync.
final class SimulatedWorker extends Event implements Worker {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long START_NANOS_MIN = 5_000;
  private static final long START_NANOS_MEAN = 30_000;
  private static final long OPERATION_NANOS_MEAN = 5_000;
  private static final long SYNC_NANOS_MIN = 50_000;
  private static final long SYNC_NANOS_MEAN = 250_000;
  private static final long ANSWER_NANOS_MEAN = 5_000;
  private static final long DELAY_NANOS_MIN = 10_000_000;
  private static final long DELAY_NANOS_MEAN = 300_000_000;

  private final SimulatedProcess process;
  private final SimulatedWorld world;
  private final int number;
  private final Draws draws;
  private final ArrayDeque<Submitted<?>> jobs = new ArrayDeque<>();
  private boolean running;
  private long wakeAt = NEVER;
  private long freeAt;
  private long lastAnswerAt;
  private long lastOperations = 2;

  SimulatedWorker(SimulatedProcess process, int number, Draws draws) {
    this.process = process;
    this.world = process.machine().world();
    this.number = number;
    this.draws = draws;
  }

  @Override
  public <T> void submit(Job<T> job, Loop replyTo, Consumer<Result<T>> done) {
    if (process.isAlive()) {
      jobs.add(new Submitted<>(job, replyTo, done));
      if (wakeAt == NEVER) {
        wakeForNext();
      }
    }
  }

  void rearm() {
    if (wakeAt == NEVER && !jobs.isEmpty()) {
      wakeForNext();
    }
  }

  @Override
  boolean fire() {
    if (world.nowNanos() != wakeAt || !process.isAlive()) {
      return false;
    }
    wakeAt = NEVER;
    if (process.machine().holdsBack() || process.machine().disk().stalls()) {
      return false;
    }
    run(jobs.remove());
    if (process.isAlive() && !jobs.isEmpty()) {
      wakeForNext();
    }
    return true;
  }

  /// The process is dead. The job that was waiting may have begun; one that is running has come as
  /// far as it has.
  void end() {
    Submitted<?> underWay = jobs.peek();
    jobs.clear();
    ProcessDisk disk = process.openedDisk();
    if (running || underWay == null || disk == null || draws.below(2) == 0) {
      return;
    }
    long allowed = draws.below(lastOperations + 1);
    long before = disk.operations();
    disk.endAfter(allowed);
    try {
      underWay.run();
    } catch (ProcessEnded expected) {
      // The thread stops where it was.
    }
    if (disk.operations() > before) {
      world.faultCounters().count(FaultKind.JOB_CUT_SHORT);
      world.record(
          Happening.JOB_CUT_SHORT, process.machine(), 0, number, disk.operations() - before);
    }
  }

  private <T> void run(Submitted<T> submitted) {
    ProcessDisk disk = process.openedDisk();
    long operations = disk == null ? 0 : disk.operations();
    long bytes = disk == null ? 0 : disk.bytes();
    long syncs = disk == null ? 0 : disk.syncs();
    Result<T> result;
    running = true;
    try {
      result = submitted.run();
    } catch (Error thrown) {
      world.thrownIn(process, thrown);
      return;
    } finally {
      running = false;
    }
    if (!process.isAlive()) {
      return;
    }
    world.record(Happening.JOB_DONE, process.machine(), 0, number, jobs.size());
    long cost = 0;
    ProcessDisk used = process.openedDisk();
    if (used != null && used.operations() > operations) {
      lastOperations = used.operations() - operations;
      cost = cost(lastOperations, used.bytes() - bytes, used.syncs() - syncs);
    }
    freeAt = world.nowNanos() + world.network().workNanos(cost);
    answer(submitted, result);
  }

  private long cost(long operations, long bytes, long syncs) {
    long cost = draws.exponential(operations * OPERATION_NANOS_MEAN) + bytes;
    for (long i = 0; i < syncs; i++) {
      cost += SYNC_NANOS_MIN + draws.exponential(SYNC_NANOS_MEAN);
    }
    return cost;
  }

  private <T> void answer(Submitted<T> submitted, Result<T> result) {
    long handOver = world.network().workNanos(draws.exponential(ANSWER_NANOS_MEAN));
    lastAnswerAt = Math.max(lastAnswerAt + 1, freeAt + handOver);
    world.schedule(
        lastAnswerAt,
        new Event() {
          @Override
          boolean fire() {
            if (!process.isAlive()) {
              return false;
            }
            world.record(Happening.JOB_ANSWERED, process.machine(), 0, number, 0);
            submitted.replyTo.post(() -> submitted.done.accept(result));
            return true;
          }
        });
  }

  private void wakeForNext() {
    long delay = world.network().workNanos(START_NANOS_MIN + draws.exponential(START_NANOS_MEAN));
    if (draws.chance(world.chance(FaultKind.WORKER_DELAYED))) {
      world.faultCounters().count(FaultKind.WORKER_DELAYED);
      delay += DELAY_NANOS_MIN + draws.exponential(DELAY_NANOS_MEAN);
    }
    wakeAt(Math.max(freeAt, world.nowNanos()) + delay);
  }

  private void wakeAt(long time) {
    wakeAt = time;
    world.schedule(time, this);
  }

  private record Submitted<T>(Job<T> job, Loop replyTo, Consumer<Result<T>> done) {
    Result<T> run() {
      try {
        return new Result<>(job.run(), null);
      } catch (Exception failure) {
        return new Result<>((@Nullable T) null, failure);
      }
    }
  }
}
