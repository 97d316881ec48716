package dev.gamut.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Runs a [LoadPlan]. The next operation of a logical client begins in the thread that completed
/// the one before: no threads of its own, because on a small machine they would take the time of
/// what is measured.
public final class ClosedLoop {
  /// How long to wait for the last operations; one that takes longer is a failure.
  private static final long DRAIN_SECONDS = 30;

  private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private ClosedLoop() {}

  /// One operation of a logical client.
  @FunctionalInterface
  public interface Operation {
    /// Begins one on this key, a fresh random choice; completes with whether the answer was right.
    CompletableFuture<Boolean> begin(int client, int key);
  }

  public static LoadResult run(LoadPlan plan, Operation operation) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(plan.clients());
    long begin = System.nanoTime();
    long deadline = begin + plan.duration().toNanos();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < plan.clients(); i++) {
      clients.add(new Client(i, plan, operation, deadline, ended));
    }
    clients.forEach(Client::run);
    long patience = plan.duration().toMillis() + TimeUnit.SECONDS.toMillis(DRAIN_SECONDS);
    boolean drained = ended.await(patience, TimeUnit.MILLISECONDS);
    if (!drained) {
      throw new IllegalStateException(
          ended.getCount() + " clients had no answer for " + DRAIN_SECONDS + " seconds");
    }
    return sum(clients, plan.duration().toNanos() / 1e9);
  }

  private static LoadResult sum(List<Client> clients, double seconds) {
    Histogram all = new Histogram(HIGHEST_NANOS, 3);
    long failures = 0;
    String first = null;
    for (Client client : clients) {
      all.add(client.nanos);
      failures += client.failures;
      first = first == null ? client.firstFailure : first;
    }
    return new LoadResult(
        all.getTotalCount(),
        failures,
        seconds,
        all.getValueAtPercentile(50) / 1e3,
        all.getValueAtPercentile(99) / 1e3,
        all.getMaxValue() / 1e3,
        Optional.ofNullable(first));
  }

  /// One logical client. Touched by one thread at a time: the one that completed its operation.
  private static final class Client {
    private final int number;
    private final int keys;
    private final Operation operation;
    private final long deadline;
    private final CountDownLatch ended;
    private final SplittableRandom random;
    private final Histogram nanos = new Histogram(HIGHEST_NANOS, 3);
    private long failures;
    private @Nullable String firstFailure;

    Client(int number, LoadPlan plan, Operation operation, long deadline, CountDownLatch ended) {
      this.number = number;
      this.keys = plan.keys();
      this.operation = operation;
      this.deadline = deadline;
      this.ended = ended;
      this.random = new SplittableRandom(plan.seed() * 1_000_003 + number);
    }

    /// A loop for answers that are there at once, so that they do not deepen the stack.
    void run() {
      while (true) {
        long begun = System.nanoTime();
        if (begun - deadline >= 0) {
          ended.countDown();
          return;
        }
        CompletableFuture<Boolean> answer = operation.begin(number, random.nextInt(keys));
        if (!answer.isDone()) {
          var _ =
              answer.whenComplete(
                  (right, failure) -> {
                    record(begun, right, failure);
                    run();
                  });
          return;
        }
        boolean failed = answer.isCompletedExceptionally();
        record(begun, failed ? null : answer.join(), failed ? answer.exceptionNow() : null);
      }
    }

    private void record(long begun, @Nullable Boolean right, @Nullable Throwable failure) {
      long now = System.nanoTime();
      if (failure == null && Boolean.TRUE.equals(right)) {
        if (now - deadline < 0) {
          nanos.recordValue(Math.min(now - begun, HIGHEST_NANOS));
        }
        return;
      }
      failures++;
      if (firstFailure == null) {
        firstFailure = failure == null ? "a wrong answer" : failure.toString();
      }
    }
  }
}
