package dev.gamut.checker.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Entropy;
import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.History;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
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

  @Test
  void setsAgree() {
    run(Model.SET, values -> new RealSet(List.of("add", "remove", "read"), values), 3000, 16);
  }

  @Test
  void setsThatOnlyGrowAgree() {
    run(Model.SET, values -> new RealSet(List.of("add", "read"), values), 5000, 17);
  }

  @Test
  void queuesAgree() {
    run(Model.QUEUE, RealQueue::new, 6000, 18);
  }

  @Test
  void storesAgree() {
    List<String> functions = List.of("get", "put", "delete", "cas", "put-if-absent");
    run(Model.KV, functions, 4000, 19);
  }

  @Test
  void storesWithAppendAgree() {
    run(Model.KV, values -> new RealText(List.of("get", "append"), values), 4000, 20);
  }

  @Test
  void storesWithAppendAndMoreAgree() {
    List<String> functions = List.of("get", "append", "put", "delete", "cas");
    run(Model.KV, values -> new RealText(functions, values), 4000, 21);
  }

  @Test
  void storesWithAppendAndPutAgree() {
    List<String> functions = List.of("get", "append", "append", "put");
    run(Model.KV, values -> new RealText(functions, values), 5000, 23);
  }

  @Test
  void storesOfFewPutsAgree() {
    List<String> functions = List.of("get", "get", "append", "append", "append", "put");
    run(Model.KV, values -> new RealText(functions, Math.min(values, 2)), 5000, 24);
  }

  @Test
  void storesOfListsAgree() {
    List<String> functions = List.of("get", "append", "append", "put", "delete", "cas");
    run(Model.KV, values -> RealText.list(functions, values), 4000, 25);
  }

  @Test
  void transactionsAgree() {
    run(Model.MULTI_REGISTER, values -> new RealRegisters(1 + values), 4000, 22);
  }

  private void run(Model model, List<String> functions, int histories, long seed) {
    run(model, values -> new RealCell(functions, values), histories, seed);
  }

  private void run(Model model, IntFunction<RealObject> object, int histories, long seed) {
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
      History history = RandomHistory.of(random, shape, () -> object.apply(values));
      judge(model, history, "seed " + seed + ", history " + i);
    }
    assertTrue(good > histories / 10, "few good ones: " + good);
    assertTrue(bad > histories / 50, "few bad ones: " + bad);
  }

  private void judge(Model model, History history, String name) {
    List<Operation> relevant =
        history.operations().stream()
            .filter(o -> o.outcome() != Outcome.FAIL || observesFailure(o))
            .toList();
    boolean appends = history.operations().stream().anyMatch(o -> o.function().equals("append"));
    BruteForce.Specification specification = specification(model, relevant, appends);
    boolean expected = BruteForce.linearizable(specification, relevant);
    CheckResult result = LinearizabilityChecker.check(history, model, Limits.none());
    assertEquals(
        expected ? Verdict.LINEARIZABLE : Verdict.NOT_LINEARIZABLE,
        result.verdict(),
        () -> name + "\n" + show(history));
    if (expected) {
      good++;
      if (model != Model.MULTI_REGISTER) {
        // There one order for each group of registers would have to be woven together.
        List<Operation> order =
            result.keys().getFirst().order().stream().map(KeyResult.Placed::operation).toList();
        assertNull(
            BruteForce.flaw(specification, relevant, order), () -> name + "\n" + show(history));
      }
    } else {
      bad++;
      Operation stuck = result.violated().getFirst().stuck();
      assertTrue(stuck != null && stuck.outcome() != Outcome.INFO, name);
      assertFalse(
          BruteForce.linearizable(specification, before(relevant, stuck.deadline() + 1)),
          () -> name + ", up to and with " + stuck.describe() + "\n" + show(history));
      assertTrue(
          model == Model.MULTI_REGISTER
              || BruteForce.linearizable(specification, before(relevant, stuck.deadline())),
          () -> name + ", before the return of " + stuck.describe() + "\n" + show(history));
    }
  }

  /// The history up to an event: what had not returned may take effect or not, and says nothing.
  private static List<Operation> before(List<Operation> all, int event) {
    List<Operation> before = new ArrayList<>();
    for (Operation each : all) {
      boolean returned = each.completion().event() < event || each.outcome() == Outcome.INFO;
      if (each.invocation().event() < event && (returned || each.outcome() == Outcome.OK)) {
        Completion end = returned ? each.completion() : Completion.MISSING;
        before.add(
            new Operation(
                each.index(),
                each.process(),
                each.key(),
                each.function(),
                each.argument(),
                each.invocation(),
                end));
      }
    }
    return before;
  }

  private static BruteForce.Specification specification(
      Model model, List<Operation> relevant, boolean appends) {
    return switch (model) {
      case REGISTER, CAS_REGISTER, MUTEX -> Specifications.cell();
      case ITEM -> Specifications.item(relevant);
      case SET -> Specifications.set();
      case QUEUE -> Specifications.queue();
      case MULTI_REGISTER -> Specifications.registers();
      case KV -> appends ? Specifications.text() : Specifications.cell();
    };
  }

  private static boolean observesFailure(Operation operation) {
    return List.of("cas", "put-if-absent", "put-if-version", "delete-if-version")
        .contains(operation.function());
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
