package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Invariant;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Transport.class)
final class NettyLoopTest {
  private final FatalRecorder fatal = new FatalRecorder();
  private final RealClock clock = new RealClock(0);
  private final NettyLoop loop;

  NettyLoopTest(Transport transport) {
    loop = new NettyLoop("loop", transport, clock, fatal);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void tasksOfOnePosterRunInTheirOrder() throws Exception {
    int posters = 4;
    int tasks = 20_000;
    List<List<Integer>> seen = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(posters);
    for (int p = 0; p < posters; p++) {
      List<Integer> own = new ArrayList<>();
      seen.add(own);
      Thread.ofPlatform()
          .start(
              () -> {
                for (int i = 0; i < tasks; i++) {
                  int number = i;
                  loop.post(() -> own.add(number));
                }
                loop.post(done::countDown);
              });
    }
    assertTrue(done.await(20, TimeUnit.SECONDS));
    for (List<Integer> own : seen) {
      assertEquals(tasks, own.size());
      for (int i = 0; i < tasks; i++) {
        assertEquals(i, own.get(i));
      }
    }
  }

  @Test
  void theLoopKnowsItself() throws Exception {
    assertFalse(loop.isCurrent());
    assertTrue(ask(loop::isCurrent));
  }

  @Test
  void theEndOfATurnComesAfterEverythingThatWaitedAndBeforeWhatTheTurnPosts() throws Exception {
    List<String> trace = new ArrayList<>();
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    CountDownLatch turnBegun = new CountDownLatch(1);
    CountDownLatch allPosted = new CountDownLatch(1);
    loop.post(
        () -> {
          turnBegun.countDown();
          awaitQuietly(allPosted);
        });
    // A turn takes what waits when it begins: the blocking task is alone in its turn, and the three
    // that are posted meanwhile share the next.
    assertTrue(turnBegun.await(20, TimeUnit.SECONDS));
    loop.post(
        () -> {
          trace.add("first");
          loop.atTurnEnd(
              () -> {
                trace.add("end");
                loop.atTurnEnd(() -> trace.add("end of end"));
              });
          loop.post(
              () -> {
                trace.add("posted");
                loop.atTurnEnd(() -> result.complete(trace));
              });
        });
    loop.post(() -> trace.add("second"));
    loop.post(() -> trace.add("third"));
    allPosted.countDown();
    List<String> seen = result.get(20, TimeUnit.SECONDS);
    assertEquals(List.of("first", "second", "third", "end", "end of end", "posted"), seen);
  }

  @Test
  void aTaskThatAlwaysPostsItselfDoesNotStarveTheEndOfTurns() throws Exception {
    CountDownLatch ends = new CountDownLatch(1_000);
    loop.post(
        new Runnable() {
          @Override
          public void run() {
            if (ends.getCount() > 0) {
              loop.post(this);
              loop.atTurnEnd(ends::countDown);
            }
          }
        });
    assertTrue(ends.await(20, TimeUnit.SECONDS));
  }

  @Test
  void timersRunInTheOrderOfTheirTimesAndNeverEarly() throws Exception {
    List<Integer> trace = new ArrayList<>();
    CompletableFuture<List<Integer>> result = new CompletableFuture<>();
    loop.post(
        () -> {
          long now = clock.monotonicNanos();
          for (int i = 20; i > 0; i--) {
            int number = i;
            long at = now + TimeUnit.MILLISECONDS.toNanos(number);
            loop.schedule(
                at,
                () -> {
                  Invariant.check(clock.monotonicNanos() - at >= 0, "timer ran early");
                  trace.add(number);
                  if (number == 20) {
                    result.complete(trace);
                  }
                });
          }
        });
    List<Integer> seen = result.get(20, TimeUnit.SECONDS);
    for (int i = 0; i < 20; i++) {
      assertEquals(i + 1, seen.get(i));
    }
    fatal.assertNothing();
  }

  @Test
  void aCancelledTimerDoesNotRun() throws Exception {
    List<String> trace = new ArrayList<>();
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    loop.post(
        () -> {
          long now = clock.monotonicNanos();
          Loop.Timer cancelled = loop.schedule(now + 1_000_000, () -> trace.add("cancelled"));
          loop.schedule(now + 2_000_000, () -> result.complete(trace));
          cancelled.cancel();
          cancelled.cancel();
        });
    assertEquals(List.of(), result.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aTimerThatIsAlwaysDueDoesNotStarveTheLoop() throws Exception {
    CountDownLatch ends = new CountDownLatch(1_000);
    loop.post(() -> rearm(ends));
    assertTrue(ends.await(20, TimeUnit.SECONDS));
    assertTrue(ask(() -> true));
  }

  private void rearm(CountDownLatch ends) {
    ends.countDown();
    if (ends.getCount() > 0) {
      loop.schedule(clock.monotonicNanos() - 1, () -> rearm(ends));
    }
  }

  @Test
  void anErrorEndsTheLoopAndNothingOfItsTurnLeaves() throws Exception {
    CountDownLatch after = new CountDownLatch(1);
    loop.post(
        () -> {
          loop.atTurnEnd(after::countDown);
          loop.schedule(clock.monotonicNanos(), after::countDown);
          throw Invariant.unreachable("planted");
        });
    assertInstanceOf(Invariant.Violation.class, fatal.await());
    loop.post(after::countDown);
    loop.close();
    assertEquals(1, after.getCount());
    fatal.assertNothing();
  }

  @Test
  void postingToAClosedLoopIsIgnored() {
    loop.close();
    loop.post(() -> {});
    loop.post(() -> {});
    fatal.assertNothing();
  }

  private <T> T ask(java.util.function.Supplier<T> question) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.post(() -> answer.complete(question.get()));
    return answer.get(20, TimeUnit.SECONDS);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      Invariant.check(latch.await(20, TimeUnit.SECONDS), "nobody let the loop go on");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
