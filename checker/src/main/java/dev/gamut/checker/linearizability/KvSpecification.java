package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Unsaid;
import dev.gamut.checker.history.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A key of a store: `get`, `put`, `append`, `delete`, `cas`, `put-if-absent`.
///
/// Append adds a string to a string, or an element to a list. On a key that is ever appended to,
/// nothing, the empty string and the empty list are the same. A key that never is, is a cell.
final class KvSpecification implements Specification {
  private static final CellSpecification CELL =
      new CellSpecification(
          Map.of(
              "get", Verb.READ,
              "put", Verb.WRITE,
              "delete", Verb.DELETE,
              "cas", Verb.COMPARE_AND_SET,
              "put-if-absent", Verb.WRITE_IF_ABSENT));

  private static final String APPEND = "append";

  private enum Kind {
    SEE,
    REFUSE,
    PUT,
    APPEND,
    SWAP
  }

  /// @param wanted what must be there, or for [Kind#REFUSE] must not
  /// @param value what is put or appended
  private record Step(Kind kind, @Nullable Object wanted, @Nullable Object value) {}

  /// What a key holds; null for nothing.
  private record Held(@Nullable Object value) {}

  @Override
  public List<String> functions() {
    List<String> all = new ArrayList<>(CELL.functions());
    all.add(APPEND);
    return all.stream().sorted().toList();
  }

  @Override
  public @Nullable String objection(Operation operation) {
    return operation.function().equals(APPEND) ? null : CELL.objection(operation);
  }

  @Override
  public boolean colours(Operation operation) {
    return operation.function().equals(APPEND);
  }

  @Override
  public Problem compile(List<Operation> operations, CheckOptions options) {
    boolean appended = operations.stream().anyMatch(each -> each.function().equals(APPEND));
    return appended ? compileText(operations, options) : CELL.compile(operations, options);
  }

  private static Problem compileText(List<Operation> operations, CheckOptions options) {
    Text text = new Text();
    InternedMachine<Held, Step> machine = new InternedMachine<>(text);
    Problem.Builder problem = new Problem.Builder();
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      Step step = step(operation, options);
      if (step != null) {
        int call = operation.invocation().event();
        text.note(step, call);
        problem.add(i, call, operation.deadline(), machine.transition(step));
      }
    }
    text.seal();
    return problem.build(machine);
  }

  private static @Nullable Step step(Operation operation, CheckOptions options) {
    Object argument = operation.argument();
    if (operation.function().equals("get")) {
      return get(operation, options);
    }
    boolean conditional = List.of("cas", "put-if-absent").contains(operation.function());
    Object wanted = operation.function().equals("cas") ? normal(part(argument, 0)) : null;
    if (operation.outcome() == Outcome.FAIL) {
      boolean observed = conditional && Failures.condition(operation, options);
      return observed ? new Step(Kind.REFUSE, wanted, null) : null;
    }
    return switch (operation.function()) {
      case APPEND -> new Step(Kind.APPEND, null, argument);
      case "put" -> new Step(Kind.PUT, null, normal(argument));
      case "delete" -> new Step(Kind.PUT, null, null);
      case "cas" -> new Step(Kind.SWAP, wanted, normal(part(argument, 1)));
      default -> new Step(Kind.SWAP, null, normal(argument));
    };
  }

  private static @Nullable Step get(Operation operation, CheckOptions options) {
    Object value = operation.completion().value();
    boolean unknown = options.nilReads() == CheckOptions.NilReads.UNKNOWN && value == null;
    return operation.outcome() != Outcome.OK || value == Unsaid.UNSAID || unknown
        ? null
        : new Step(Kind.SEE, normal(value), null);
  }

  private static @Nullable Object part(@Nullable Object pair, int index) {
    return ((List<?>) Objects.requireNonNull(pair)).get(index);
  }

  private static @Nullable Object normal(@Nullable Object value) {
    boolean empty = "".equals(value) || (value instanceof List<?> list && list.isEmpty());
    return empty ? null : value;
  }

  private static final class Text implements Rules<Held, Step> {
    private record Sight(int call, @Nullable Object seen) {}

    private final List<Sight> sights = new ArrayList<>();

    /// For each sight, by call, what it and all later ones begin with.
    private final List<@Nullable Object> common = new ArrayList<>();

    private boolean onlyGrows = true;

    void note(Step step, int call) {
      switch (step.kind()) {
        case SEE -> sights.add(new Sight(call, step.wanted()));
        case PUT, SWAP -> onlyGrows = false;
        case APPEND, REFUSE -> {}
      }
    }

    void seal() {
      Object shared = null;
      for (int i = sights.size() - 1; i >= 0; i--) {
        Object seen = sights.get(i).seen();
        shared = i == sights.size() - 1 ? seen : prefix(shared, seen);
        common.addFirst(shared);
      }
    }

    private static @Nullable Object prefix(@Nullable Object one, @Nullable Object other) {
      if (one instanceof String a && other instanceof String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
          length++;
        }
        return a.substring(0, length);
      }
      if (one instanceof List<?> a && other instanceof List<?> b) {
        int length = 0;
        while (length < Math.min(a.size(), b.size())
            && Objects.equals(a.get(length), b.get(length))) {
          length++;
        }
        return a.subList(0, length);
      }
      return null;
    }

    @Override
    public Held initial() {
      return new Held(null);
    }

    @Override
    public @Nullable Held step(Held state, Step step) {
      return switch (step.kind()) {
        case SEE -> Objects.equals(state.value(), step.wanted()) ? state : null;
        case REFUSE -> Objects.equals(state.value(), step.wanted()) ? null : state;
        case PUT -> new Held(step.value());
        case SWAP -> Objects.equals(state.value(), step.wanted()) ? new Held(step.value()) : null;
        case APPEND -> append(state.value(), step.value());
      };
    }

    private static @Nullable Held append(@Nullable Object held, @Nullable Object added) {
      boolean text = held == null || held instanceof String;
      if (text && added instanceof String suffix) {
        return new Held(normal(held == null ? suffix : held + suffix));
      }
      if (held == null || held instanceof List<?>) {
        List<@Nullable Object> all =
            held instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
        all.add(added);
        return new Held(java.util.Collections.unmodifiableList(all));
      }
      return null;
    }

    @Override
    public boolean observes(Step step) {
      return step.kind() == Kind.SEE || step.kind() == Kind.REFUSE;
    }

    @Override
    public boolean overwrites(Step step) {
      return step.kind() == Kind.PUT;
    }

    /// What only grows never loses what it begins with.
    @Override
    public boolean rulesOut(Held state, Step step) {
      return onlyGrows && step.kind() == Kind.SEE && !begins(step.wanted(), state.value());
    }

    private static boolean begins(@Nullable Object whole, @Nullable Object start) {
      return switch (start) {
        case null -> true;
        case String text -> whole instanceof String all && all.startsWith(text);
        case List<?> list ->
            whole instanceof List<?> all
                && all.size() >= list.size()
                && all.subList(0, list.size()).equals(list);
        default -> false;
      };
    }

    @Override
    public boolean doomed(Held state, int horizon) {
      if (!onlyGrows) {
        return false;
      }
      int low = 0;
      int high = sights.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sights.get(middle).call() > horizon) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low < sights.size() && !begins(common.get(low), state.value());
    }

    @Override
    public String show(Held state) {
      return state.value() == null ? "nothing" : Values.show(state.value());
    }
  }
}
