package dev.gamut.bench.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MixedLoopTest {
  private static MixPlan plan(String mix) {
    return new MixPlan(8, Mix.parse(mix), 100, Duration.ofMillis(50), 7);
  }

  @Test
  void everyKindOfTheMixIsMeasuredByItself() throws InterruptedException {
    MixReport report =
        MixedLoop.run(
            plan("put=10,get=90"), (_, _) -> CompletableFuture.completedFuture(""), _ -> {});
    assertEquals(0, report.failures());
    assertEquals(count(report, "all"), count(report, "put") + count(report, "get"));
    assertTrue(count(report, "put") > 0 && count(report, "put") < count(report, "get"));
    assertTrue(report.toText().contains("no errors"), report.toText());
  }

  @Test
  void theTimelineSumsUpToTheWhole() throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    MixPlan plan = new MixPlan(2, Mix.parse("put=1,get=1"), 100, Duration.ofMillis(1_100), 7);
    MixReport report =
        MixedLoop.run(
            plan,
            (_, _) ->
                CompletableFuture.completedFuture(
                    begun.getAndIncrement() % 1_000 == 0 ? "unavailable" : ""),
            _ -> {});
    long operations = report.timeline().stream().mapToLong(Interval::count).sum();
    long errors = report.timeline().stream().mapToLong(Interval::errors).sum();
    assertEquals(count(report, "all"), operations);
    assertEquals(report.failures(), errors);
    assertTrue(errors > 0);
    assertEquals(0, report.timeline().getFirst().from());
    for (int i = 1; i < report.timeline().size(); i++) {
      assertEquals(report.timeline().get(i - 1).until(), report.timeline().get(i).from());
    }
    assertEquals(report.timeline().size(), report.timelineToMaps().size());
    assertTrue(report.timelineToText().lines().count() == 1 + report.timeline().size());
  }

  private static long count(MixReport report, String operation) {
    return report.rows().stream()
        .filter(row -> row.operation().equals(operation))
        .mapToLong(MixReport.Row::count)
        .sum();
  }

  @Test
  void errorsAreCountedByTheirKindAndNotTimed() throws InterruptedException {
    MixReport report =
        MixedLoop.run(
            plan("put=50,delete=50"),
            (kind, _) ->
                kind == Mix.Kind.PUT
                    ? CompletableFuture.completedFuture("unavailable")
                    : CompletableFuture.failedFuture(new IllegalStateException("no")),
            _ -> {});
    assertEquals(0, report.rows().getLast().count());
    assertEquals(
        java.util.Set.of("broke: IllegalStateException", "unavailable"), report.errors().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "put", "put=x", "put=0", "put=50,got=50", "put=-1", "put=1=2"})
  void aMixThatIsNoneIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Mix.parse(text));
  }

  @Test
  void aPlanHasLimits() {
    Mix mix = Mix.parse("get=1");
    assertThrows(
        IllegalArgumentException.class, () -> new MixPlan(0, mix, 1, Duration.ofSeconds(1), 1));
    assertThrows(IllegalArgumentException.class, () -> new MixPlan(1, mix, 1, Duration.ZERO, 1));
  }
}
