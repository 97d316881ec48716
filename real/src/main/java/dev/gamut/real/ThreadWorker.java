package dev.gamut.real;

import dev.gamut.base.Invariant;
import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A worker on a platform thread of its own, which nobody ever interrupts: an interrupt would close
/// the files that it works on.
///
/// Whoever submits wakes the thread only when it rests, so a burst of jobs costs one wake-up. The
/// queue is bounded: jobs beyond the bound are not run, and their failure comes back in its place
/// among the answers, so that order holds even then. The loops bound by bytes what they hand over;
/// this is the fuse behind that.
public final class ThreadWorker implements Worker, AutoCloseable {
  private static final long CLOSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final String name;
  private final int queuedJobsMax;
  private final FatalHandler fatalHandler;
  private final ConcurrentLinkedQueue<Entry<?>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicBoolean resting = new AtomicBoolean();
  private final Thread thread;

  private volatile boolean closing;

  /// A job on its way, or (without a job) the place of one that was refused.
  private record Entry<T>(@Nullable Job<T> job, Loop replyTo, Consumer<Result<T>> done) {
    void run() {
      Result<T> result = attempt();
      replyTo.post(() -> done.accept(result));
    }

    private Result<T> attempt() {
      if (job == null) {
        return new Result<>(null, new RejectedExecutionException("the worker's queue is full"));
      }
      try {
        return new Result<>(job.run(), null);
      } catch (Exception e) {
        return new Result<>(null, e);
      }
    }
  }

  public String name() {
    return name;
  }

  /// Jobs that wait; from any thread.
  public int queuedJobs() {
    return queued.get();
  }

  public int queuedJobsMax() {
    return queuedJobsMax;
  }

  public ThreadWorker(String name, int queuedJobsMax, FatalHandler fatalHandler) {
    Invariant.require(queuedJobsMax > 0, "queue bound not positive: %d", queuedJobsMax);
    this.name = name;
    this.queuedJobsMax = queuedJobsMax;
    this.fatalHandler = fatalHandler;
    thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::work);
    thread.start();
  }

  /// Jobs submitted after [#close] are dropped without an answer.
  @Override
  public <T> void submit(Job<T> job, Loop replyTo, Consumer<Result<T>> done) {
    if (closing) {
      return;
    }
    boolean full = queued.incrementAndGet() > queuedJobsMax;
    queue.add(new Entry<>(full ? null : job, replyTo, done));
    if (resting.get() && resting.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  private void work() {
    try {
      for (Entry<?> entry = next(); entry != null; entry = next()) {
        entry.run();
        queued.decrementAndGet();
      }
    } catch (Throwable cause) {
      closing = true;
      fatalHandler.fatal(name, cause);
    }
  }

  /// The next job, or null once the worker is closed and has done everything.
  private @Nullable Entry<?> next() {
    Entry<?> entry = queue.poll();
    while (entry == null) {
      if (closing) {
        return null;
      }
      // The flag goes up before the last look: a job added after that look sees it and wakes us.
      resting.set(true);
      entry = queue.poll();
      if (entry == null && !closing) {
        LockSupport.park(this);
        entry = queue.poll();
      }
      resting.set(false);
    }
    return entry;
  }

  /// Finishes the jobs that were submitted, then ends the thread; waits for at most ten seconds,
  /// because a disk that hangs must not keep a node from ending.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    long end = System.nanoTime() + CLOSE_NANOS_MAX;
    boolean interrupted = false;
    while (thread.isAlive() && System.nanoTime() - end < 0) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
