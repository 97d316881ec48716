package dev.gamut.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ClosedLoopTest {
  private static final LoadPlan PLAN = new LoadPlan(8, 100, 64, Duration.ofMillis(100), 7);

  @Test
  void answersThatAreThereAtOnceDoNotDeepenTheStack() throws InterruptedException {
    LoadResult result = ClosedLoop.run(PLAN, (_, _) -> CompletableFuture.completedFuture(true));
    assertTrue(result.operations() > 1000, "only " + result.operations());
    assertEquals(0, result.failures());
  }

  @Test
  void eachClientHasOneOperationUnderWay() throws InterruptedException {
    AtomicInteger[] underWay = new AtomicInteger[PLAN.clients()];
    for (int i = 0; i < underWay.length; i++) {
      underWay[i] = new AtomicInteger();
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      LoadResult result =
          ClosedLoop.run(
              PLAN,
              (client, key) -> {
                boolean alone = underWay[client].incrementAndGet() == 1;
                boolean known = key >= 0 && key < PLAN.keys();
                return CompletableFuture.supplyAsync(
                    () -> {
                      underWay[client].decrementAndGet();
                      return alone && known;
                    },
                    threads);
              });
      assertEquals(Optional.empty(), result.firstFailure());
      assertTrue(result.operations() > 0);
      assertTrue(result.p50Micros() <= result.p99Micros());
    }
  }

  @Test
  void wrongAnswersAndFailuresAreCountedAndNotMeasured() throws InterruptedException {
    LoadResult wrong = ClosedLoop.run(PLAN, (_, _) -> CompletableFuture.completedFuture(false));
    assertEquals(0, wrong.operations());
    assertEquals(Optional.of("a wrong answer"), wrong.firstFailure());
    LoadResult failed =
        ClosedLoop.run(
            PLAN, (_, _) -> CompletableFuture.failedFuture(new IllegalStateException("gone")));
    assertEquals(0, failed.operations());
    assertEquals(Optional.of("java.lang.IllegalStateException: gone"), failed.firstFailure());
  }
}
