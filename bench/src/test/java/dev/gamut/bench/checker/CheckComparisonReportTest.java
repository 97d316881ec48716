package dev.gamut.bench.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CheckComparisonReportTest {
  private static final CheckPlan PLAN =
      new CheckPlan(List.of(Workload.KV), 200, 1, 10, List.of(0), 3, 1, 1.0);

  private static Judged right(double millis) {
    return new Judged(Judged.Answer.RIGHT, millis);
  }

  private static CheckComparisonReport report(List<Judged> ours, List<Judged> theirs) {
    HardHistory.Shape shape = PLAN.shapes().getFirst();
    return new CheckComparisonReport(
        PLAN, List.of(new CheckComparisonReport.Row(shape, ours, theirs)));
  }

  @Test
  void theRatioIsThatOfTheMedians() {
    CheckComparisonReport report =
        report(List.of(right(1), right(9), right(2)), List.of(right(8), right(1), right(100)));
    List<?> rows = (List<?>) Objects.requireNonNull(report.toMap().get("rows"));
    Map<?, ?> row = (Map<?, ?>) rows.getFirst();
    assertEquals(2.0, row.get("gamut"));
    assertEquals(8.0, row.get("peer"));
    assertEquals(4.0, row.get("ratio"));
    assertTrue(report.isAgreed());
  }

  @Test
  void givingUpContradictsNobodyButAnotherVerdictDoes() {
    Judged undecided = new Judged(Judged.Answer.UNDECIDED, 1000);
    Judged wrong = new Judged(Judged.Answer.WRONG, 1);
    CheckComparisonReport gaveUp =
        report(List.of(right(1), wrong, wrong), List.of(undecided, undecided, wrong));
    assertTrue(gaveUp.isAgreed());
    assertTrue(gaveUp.toText().contains("peer undecided: 2"), gaveUp.toText());
    CheckComparisonReport apart =
        report(List.of(right(1), wrong, wrong), List.of(right(1), right(1), wrong));
    assertFalse(apart.isAgreed());
    assertTrue(apart.toText().contains("CONTRADICTED: 1"), apart.toText());
  }
}
