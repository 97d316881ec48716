package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Invariant;
import dev.gamut.world.Worker.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ThreadWorkerTest {
  private final FatalRecorder fatal = new FatalRecorder();
  private final NettyLoop loop =
      new NettyLoop("loop", Transport.preferred(), new RealClock(0), fatal);
  private final ThreadWorker worker = new ThreadWorker("worker", 100, fatal);

  @AfterEach
  void close() {
    worker.close();
    loop.close();
  }

  @Test
  void jobsRunInOrderAndTheirAnswersReachTheLoopInOrder() throws Exception {
    try (ThreadWorker wide = new ThreadWorker("wide", 1_000_000, fatal)) {
      int jobs = 50_000;
      List<Integer> answers = new ArrayList<>();
      CompletableFuture<List<Integer>> result = new CompletableFuture<>();
      int[] ran = {0};
      for (int i = 0; i < jobs; i++) {
        int number = i;
        wide.<Integer>submit(
            () -> {
              Invariant.check(ran[0]++ == number, "job out of order");
              return number;
            },
            loop,
            answer -> {
              Invariant.check(loop.isCurrent(), "answer beside the loop");
              answers.add(answer.get());
              if (number == jobs - 1) {
                result.complete(answers);
              }
            });
      }
      List<Integer> seen = result.get(30, TimeUnit.SECONDS);
      for (int i = 0; i < jobs; i++) {
        assertEquals(i, seen.get(i));
      }
    }
    fatal.assertNothing();
  }

  @Test
  void aRestingWorkerWakesForEveryJob() throws Exception {
    for (int i = 0; i < 500; i++) {
      CompletableFuture<Result<Integer>> answer = new CompletableFuture<>();
      int number = i;
      worker.<Integer>submit(() -> number, loop, answer::complete);
      assertEquals(i, answer.get(20, TimeUnit.SECONDS).get());
    }
  }

  @Test
  void aJobThatFailsAnswersWithItsFailure() throws Exception {
    CompletableFuture<Result<Integer>> answer = new CompletableFuture<>();
    worker.<Integer>submit(
        () -> {
          throw new IOException("planted");
        },
        loop,
        answer::complete);
    assertInstanceOf(IOException.class, answer.get(20, TimeUnit.SECONDS).failure());
  }

  @Test
  void anErrorInAJobEndsTheNode() throws Exception {
    worker.submit(
        () -> {
          throw Invariant.unreachable("planted");
        },
        loop,
        _ -> {});
    assertInstanceOf(Invariant.Violation.class, fatal.await());
  }

  @Test
  void jobsBeyondTheBoundAreRefusedInTheirPlace() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    LinkedBlockingQueue<Result<Integer>> answers = new LinkedBlockingQueue<>();
    for (int i = 0; i < 103; i++) {
      int number = i;
      worker.<Integer>submit(
          () -> {
            Invariant.check(release.await(20, TimeUnit.SECONDS), "not released");
            return number;
          },
          loop,
          answers::add);
    }
    release.countDown();
    for (int i = 0; i < 103; i++) {
      Result<Integer> answer = answers.poll(20, TimeUnit.SECONDS);
      assertNotNull(answer);
      if (i < 100) {
        assertEquals(i, answer.get());
      } else {
        assertInstanceOf(RejectedExecutionException.class, answer.failure());
      }
    }
  }

  @Test
  void closingFinishesWhatWasSubmitted() throws Exception {
    CountDownLatch ran = new CountDownLatch(50);
    for (int i = 0; i < 50; i++) {
      worker.submit(
          () -> {
            ran.countDown();
            return 0;
          },
          loop,
          _ -> {});
    }
    worker.close();
    assertTrue(ran.await(0, TimeUnit.SECONDS));
  }
}
