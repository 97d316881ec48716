package dev.gamut.checker.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Entropy;
import dev.gamut.checker.history.History;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The checker against [BruteForce] on thousands of small random histories. Every seed is fixed, so
/// a failure names the history that shows it.
final class DifferentialTest {
  private int good;
  private int bad;

  @Test
  void registersAgree() {
    run(Model.REGISTER, RealCell.REGISTER, 4000, 11);
  }

  @Test
  void registersWithCompareAndSetAgree() {
    run(Model.CAS_REGISTER, RealCell.CAS_REGISTER, 8000, 12);
  }

  @Test
  void locksAgree() {
    run(Model.MUTEX, RealCell.MUTEX, 2000, 13);
  }

  @Test
  void itemsAgree() {
    run(Model.ITEM, RealCell.ITEM, 8000, 14);
  }

  /// Few functions, so that versions are seen and compared often.
  @Test
  void itemsWithManyVersionsAgree() {
    run(Model.ITEM, List.of("get", "get", "put", "put-if-version"), 8000, 15);
  }

  private void run(Model model, List<String> functions, int histories, long seed) {
    Entropy random = Entropy.seeded(seed);
    for (int i = 0; i < histories; i++) {
      int values = random.below(4);
      RandomHistory.Shape shape =
          new RandomHistory.Shape(
              2 + random.below(8),
              1 + random.below(5),
              0,
              random.below(3) * 20,
              random.below(3) * 60);
      History history = RandomHistory.of(random, shape, () -> new RealCell(functions, values));
      judge(model, history, "seed " + seed + ", history " + i);
    }
    assertTrue(good > histories / 10, "few good ones: " + good);
    assertTrue(bad > histories / 50, "few bad ones: " + bad);
  }

  private void judge(Model model, History history, String name) {
    List<Operation> relevant =
        history.operations().stream()
            .filter(o -> o.outcome() != Outcome.FAIL || model.failureObserves(o))
            .toList();
    BruteForce.Specification specification =
        model == Model.ITEM ? Specifications.item(relevant) : Specifications.cell();
    boolean expected = BruteForce.linearizable(specification, relevant);
    CheckResult result = LinearizabilityChecker.check(history, model, Limits.none());
    assertEquals(
        expected ? Verdict.LINEARIZABLE : Verdict.NOT_LINEARIZABLE,
        result.verdict(),
        () -> name + "\n" + show(history));
    if (expected) {
      good++;
      List<Operation> order =
          result.keys().getFirst().order().stream().map(KeyResult.Placed::operation).toList();
      List<Operation> must = relevant.stream().filter(o -> !unsaidRead(o)).toList();
      assertNull(BruteForce.flaw(specification, must, order), () -> name + "\n" + show(history));
    } else {
      bad++;
    }
  }

  private static boolean unsaidRead(Operation operation) {
    return operation.outcome() == Outcome.INFO
        && (operation.function().equals("read") || operation.function().equals("get"));
  }

  static String show(History history) {
    StringBuilder text = new StringBuilder();
    for (Operation each : history.operations()) {
      text.append(each.invocation().event())
          .append("..")
          .append(each.deadline())
          .append("  ")
          .append(each.describe())
          .append('\n');
    }
    return text.toString();
  }
}
