package dev.gamut.checker.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Entropy;
import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.History;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Unsaid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One key never holds up another.
final class FairnessTest {
  private static final long STEPS = 500_000;

  /// Forty clients on one key, a tenth of whose operations nobody heard of again, and few values to
  /// tell them apart by.
  private static final History HARD =
      RandomHistory.of(
          Entropy.seeded(6),
          new RandomHistory.Shape(400, 40, 0, 10, 0),
          () -> new RealText(List.of("get", "put", "append"), 3));

  private static History withWrongKeyAtItsEnd() {
    History.Builder both = History.builder();
    replay(HARD, both);
    both.invoke(1000, 0, "wrong", "put", "x").ok(null, 0);
    both.invoke(1000, 0, "wrong", "get", null).ok("y", 0);
    return both.build();
  }

  private static void replay(History history, History.Builder into) {
    History.@Nullable Pending[] open = new History.Pending[history.operations().size()];
    for (int event = 0; event < history.events(); event++) {
      for (Operation each : history.operations()) {
        if (each.invocation().event() == event) {
          open[each.index()] =
              into.invoke(each.process(), 0, "hard", each.function(), each.argument());
        }
        History.Pending pending = open[each.index()];
        if (pending != null && each.completion().event() == event) {
          complete(each.outcome(), each.completion(), pending);
        }
      }
    }
  }

  private static void complete(Outcome outcome, Completion from, History.Pending pending) {
    if (outcome == Outcome.OK) {
      pending.ok(from.value() == Unsaid.UNSAID ? null : from.value(), 0);
    } else {
      pending.info(0);
    }
  }

  @Test
  void aWrongKeyIsFoundBehindAHardOne() {
    CheckResult alone = LinearizabilityChecker.check(HARD, Model.KV, Limits.ofSteps(STEPS));
    assertEquals(Verdict.UNDECIDED, alone.verdict(), "this history is not hard any more");

    CheckResult both =
        LinearizabilityChecker.check(withWrongKeyAtItsEnd(), Model.KV, Limits.none());
    assertEquals(Verdict.NOT_LINEARIZABLE, both.verdict());
    assertEquals(Verdict.UNDECIDED, both.keys().getFirst().verdict());
    assertEquals("wrong", both.violated().getFirst().key());
    assertTrue(both.steps() < STEPS / 10, "took " + both.steps() + " steps");
  }

  @Test
  void aLimitLeavesWhatIsHardUndecided() {
    CheckResult result = LinearizabilityChecker.check(HARD, Model.KV, Limits.ofSteps(10_000));
    assertEquals(Verdict.UNDECIDED, result.verdict());
    assertTrue(result.steps() < 20_000, "took " + result.steps() + " steps");
  }

  @Test
  void timeIsALimitToo() {
    long[] now = {0};
    Limits limits = Limits.within(5, () -> now[0]++);
    CheckResult result = LinearizabilityChecker.check(HARD, Model.KV, limits);
    assertEquals(Verdict.UNDECIDED, result.verdict());
  }

  @Test
  void aHundredThousandOperationsOverAThousandKeysTakeFewSteps() {
    History history =
        RandomHistory.of(
            Entropy.seeded(9),
            new RandomHistory.Shape(100_000, 20, 1000, 1, 0),
            () -> new RealCell(RealCell.CAS_REGISTER, 0));
    CheckResult result =
        LinearizabilityChecker.check(history, Model.CAS_REGISTER, Limits.ofSteps(10_000_000));
    assertEquals(Verdict.LINEARIZABLE, result.verdict());
    assertEquals(1000, result.keys().size());
  }
}
