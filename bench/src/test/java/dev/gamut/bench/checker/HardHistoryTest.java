package dev.gamut.bench.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.checker.history.History;
import dev.gamut.checker.history.HistoryReader;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.linearizability.Limits;
import dev.gamut.checker.linearizability.LinearizabilityChecker;
import dev.gamut.checker.linearizability.Model;
import dev.gamut.checker.linearizability.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HardHistoryTest {
  private static HardHistory.Shape shape(Workload workload, int lost, boolean wrong) {
    return new HardHistory.Shape(workload, 200, 1, 10, lost, wrong);
  }

  private static History history(HardHistory.Shape shape, long seed) throws Exception {
    return HistoryReader.read(String.join("\n", HardHistory.lines(shape, seed)), false);
  }

  static List<Workload> workloads() {
    return Workload.ALL;
  }

  /// With a bound on the steps, so that a search that has become slow again is a failure: without
  /// what is known of appended texts, `kv` takes a thousand times as many.
  @ParameterizedTest
  @MethodSource("workloads")
  void whatReallyRanIsRightAndSoonFoundToBe(Workload workload) throws Exception {
    for (int lost : List.of(0, 10, 30)) {
      for (long seed = 1; seed <= 5; seed++) {
        History history = history(shape(workload, lost, false), seed);
        Limits limits = Limits.ofSteps(workload.values() == 0 ? 10_000 : 2_000_000);
        assertEquals(
            Verdict.LINEARIZABLE,
            LinearizabilityChecker.check(history, Model.named(workload.model()), limits).verdict(),
            workload.name() + ", " + lost + " % lost, seed " + seed);
      }
    }
  }

  @Test
  void aStaleReadOfWhatWasWrittenOnceIsWrongAndSoonFoundToBe() throws Exception {
    for (Workload workload : List.of(Workload.APPEND, Workload.KV)) {
      for (long seed = 1; seed <= 10; seed++) {
        History history = history(shape(workload, 10, true), seed);
        assertEquals(
            Verdict.NOT_LINEARIZABLE,
            LinearizabilityChecker.check(history, Model.KV, Limits.ofSteps(20_000)).verdict(),
            workload.name() + ", seed " + seed);
      }
    }
  }

  @Test
  void theSameSeedMakesTheSameHistory() {
    HardHistory.Shape shape = shape(Workload.CAS_REGISTER, 10, false);
    assertEquals(HardHistory.lines(shape, 7), HardHistory.lines(shape, 7));
    assertNotEquals(HardHistory.lines(shape, 7), HardHistory.lines(shape, 8));
  }

  @Test
  void asManyAreIndeterminateAsAsked() throws Exception {
    HardHistory.Shape shape = new HardHistory.Shape(Workload.KV, 5000, 100, 10, 30, false);
    History history = history(shape, 1);
    long lost =
        history.operations().stream().filter(each -> each.outcome() == Outcome.INFO).count();
    assertEquals(5000, history.operations().size());
    assertTrue(lost > 1300 && lost < 1700, lost + " of 5000");
    assertEquals(100, history.operations().stream().map(each -> each.key()).distinct().count());
  }
}
