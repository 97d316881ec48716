package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Unsaid;
import dev.gamut.checker.linearizability.Sights.Prefix;
import dev.gamut.checker.linearizability.TextMachine.Transition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes a problem of the operations on a key that is appended to.
final class TextCompiler {
  private final List<Operation> operations;
  private final CheckOptions options;
  private final TextCode code;
  private final List<TextStep> steps = new ArrayList<>();

  private TextCompiler(List<Operation> operations, CheckOptions options) {
    this.operations = operations;
    this.options = options;
    List<@Nullable Object> values = new ArrayList<>();
    List<Object> appended = new ArrayList<>();
    for (Operation operation : operations) {
      switch (operation.function()) {
        case "append" -> appended.add(Objects.requireNonNullElse(operation.argument(), ""));
        case "get" -> {
          if (looks(operation)) {
            values.add(operation.completion().value());
          }
        }
        case "cas" -> values.addAll((List<?>) Objects.requireNonNull(operation.argument()));
        default -> values.add(operation.argument());
      }
    }
    code = new TextCode(values, appended);
  }

  static Problem compile(List<Operation> operations, CheckOptions options) {
    return new TextCompiler(operations, options).run();
  }

  private Problem run() {
    for (int i = 0; i < operations.size(); i++) {
      TextStep step = step(i, operations.get(i));
      if (step != null) {
        steps.add(step);
      }
    }
    boolean refuses = steps.stream().anyMatch(each -> each.kind == TextStep.Kind.REFUSE);
    Sights sights =
        new Sights(
            steps.stream()
                .filter(each -> each.wants() || each.kind == TextStep.Kind.REFUSE)
                .map(each -> each.wanted)
                .toList());
    new TextAnalysis(steps, sights).run();
    Map<Transition, Integer> ids = new HashMap<>();
    List<Transition> transitions = new ArrayList<>();
    Problem.Builder problem = new Problem.Builder();
    for (TextStep step : steps) {
      Transition transition = transition(step, sights);
      // What nobody sees need not have happened, unless it is why a condition did not hold.
      boolean unnoticed = step.optional() && !transition.outcome().isSeen() && changes(transition);
      if (!unnoticed || refuses) {
        Integer known = ids.putIfAbsent(transition, transitions.size());
        if (known == null) {
          transitions.add(transition);
        }
        int id = known == null ? transitions.size() - 1 : known;
        problem.add(step.from, step.call, step.deadline, id);
      }
    }
    return problem.build(new TextMachine(sights, transitions), this::tell);
  }

  private static boolean changes(Transition transition) {
    return transition.kind() == TextStep.Kind.PUT || transition.kind() == TextStep.Kind.SWAP;
  }

  private static Transition transition(TextStep step, Sights sights) {
    Prefix wanted = step.impossible ? Sights.NOWHERE : sights.of(step.wanted);
    return switch (step.kind) {
      case SEE -> new Transition(step.kind, wanted, Sights.NOWHERE, "");
      case REFUSE -> new Transition(step.kind, wanted, Sights.NOWHERE, "");
      case PUT -> new Transition(step.kind, Sights.NOWHERE, sights.of(step.value), "");
      case SWAP -> new Transition(step.kind, wanted, sights.of(step.value), "");
      case APPEND -> append(step, sights);
    };
  }

  /// An append whose outcome nobody can see is a put of just that; one that can have happened
  /// behind one string only is a swap of it.
  private static Transition append(TextStep step, Sights sights) {
    Prefix nowhere = Sights.NOWHERE;
    if (step.unseen) {
      return new Transition(TextStep.Kind.PUT, nowhere, nowhere, "");
    }
    Prefix after = step.onlyAfter;
    return after.isSeen()
        ? new Transition(TextStep.Kind.SWAP, after, sights.extend(after, step.value), "")
        : new Transition(TextStep.Kind.APPEND, nowhere, nowhere, step.value);
  }

  private @Nullable TextStep step(int from, Operation operation) {
    Object argument = operation.argument();
    TextStep.Kind kind =
        switch (operation.function()) {
          case "get" -> TextStep.Kind.SEE;
          case "append" -> TextStep.Kind.APPEND;
          case "cas", "put-if-absent" -> TextStep.Kind.SWAP;
          default -> TextStep.Kind.PUT;
        };
    if (operation.outcome() == Outcome.FAIL) {
      boolean says = kind == TextStep.Kind.SWAP && Failures.condition(operation, options);
      kind = TextStep.Kind.REFUSE;
      if (!says) {
        return null;
      }
    }
    String wanted =
        switch (operation.function()) {
          case "get" -> looks(operation) ? code.value(operation.completion().value()) : null;
          case "cas" -> code.value(part(argument, 0));
          default -> "";
        };
    String value =
        switch (operation.function()) {
          case "append" -> added(argument);
          case "put", "put-if-absent" -> code.value(argument);
          case "cas" -> code.value(part(argument, 1));
          default -> "";
        };
    if (wanted == null || (kind == TextStep.Kind.APPEND && value.isEmpty())) {
      return null;
    }
    int call = operation.invocation().event();
    return new TextStep(from, call, operation.deadline(), kind, wanted, value);
  }

  private String added(@Nullable Object argument) {
    return argument == null ? "" : code.appended(argument);
  }

  private boolean looks(Operation operation) {
    Object value = operation.completion().value();
    boolean unknown = options.nilReads() == CheckOptions.NilReads.UNKNOWN && value == null;
    return operation.outcome() == Outcome.OK && value != Unsaid.UNSAID && !unknown;
  }

  private static @Nullable Object part(@Nullable Object pair, int index) {
    return ((List<?>) Objects.requireNonNull(pair)).get(index);
  }

  /// What the key held after each of some operations, the whole of it.
  private List<String> tell(List<Integer> order) {
    Map<Integer, TextStep> byPlace = new HashMap<>();
    steps.forEach(each -> byPlace.put(each.from, each));
    StringBuilder held = new StringBuilder();
    List<String> states = new ArrayList<>();
    for (int each : order) {
      TextStep step = Objects.requireNonNull(byPlace.get(each));
      if (step.replaces()) {
        held.setLength(0);
      }
      if (step.replaces() || step.kind == TextStep.Kind.APPEND) {
        held.append(step.value);
      }
      states.add(code.show(held));
    }
    return states;
  }
}
