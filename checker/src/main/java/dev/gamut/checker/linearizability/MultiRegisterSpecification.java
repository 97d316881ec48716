package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.History;
import dev.gamut.checker.history.Keyword;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Unsaid;
import dev.gamut.checker.history.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Registers that transactions read and write together: `txn [[:r key value] [:w key value] …]`.
///
/// Registers that no transaction touches together, directly or over others, are judged apart.
final class MultiRegisterSpecification implements Specification {
  /// One read or write within a transaction.
  ///
  /// @param unknown whether nobody knows what was read
  private record Part(boolean write, Object key, @Nullable Object value, boolean unknown) {}

  private record Step(List<Part> parts) {}

  @Override
  public List<String> functions() {
    return List.of("txn");
  }

  @Override
  public @Nullable String objection(Operation operation) {
    String form = "a txn is a list of [:r key value] and [:w key value]";
    if (!(operation.argument() instanceof List<?> asked)
        || !asked.stream().allMatch(this::isPart)) {
      return form;
    }
    Object value = operation.completion().value();
    if (operation.outcome() != Outcome.OK || value == Unsaid.UNSAID) {
      return null;
    }
    boolean fits =
        value instanceof List<?> done
            && done.size() == asked.size()
            && done.stream().allMatch(this::isPart);
    return fits ? null : form + ", and returns as many as it was asked";
  }

  private boolean isPart(@Nullable Object part) {
    return part instanceof List<?> list
        && list.size() == 3
        && list.get(1) != null
        && (isRead(list.get(0)) || isWrite(list.get(0)));
  }

  private static boolean isRead(@Nullable Object word) {
    return List.of("r", "read").contains(bare(word));
  }

  private static boolean isWrite(@Nullable Object word) {
    return List.of("w", "write").contains(bare(word));
  }

  private static String bare(@Nullable Object word) {
    return word instanceof Keyword keyword ? keyword.name() : String.valueOf(word);
  }

  @Override
  public List<Partition> partition(History history) {
    Map<Object, Object> roots = new HashMap<>();
    for (Operation operation : history.operations()) {
      Object first = null;
      for (Object key : keys(operation)) {
        Object root = root(roots, key);
        first = first == null ? root : first;
        roots.put(root, root(roots, first));
      }
    }
    Map<@Nullable Object, List<Operation>> byRoot = new LinkedHashMap<>();
    for (Operation operation : history.operations()) {
      List<Object> keys = keys(operation);
      Object root = keys.isEmpty() ? null : root(roots, keys.getFirst());
      byRoot.computeIfAbsent(root, _ -> new ArrayList<>()).add(operation);
    }
    List<Partition> partitions = new ArrayList<>();
    byRoot.forEach((key, operations) -> partitions.add(new Partition(key, operations)));
    return partitions;
  }

  private static Object root(Map<Object, Object> roots, Object key) {
    Object root = key;
    for (Object next = roots.putIfAbsent(root, root); next != null && !next.equals(root); ) {
      root = next;
      next = roots.get(root);
    }
    return root;
  }

  private static List<Object> keys(Operation operation) {
    List<Object> keys = new ArrayList<>();
    for (Object part : (List<?>) java.util.Objects.requireNonNull(operation.argument())) {
      keys.add(java.util.Objects.requireNonNull(((List<?>) part).get(1)));
    }
    return keys;
  }

  @Override
  public Problem compile(List<Operation> operations, CheckOptions options) {
    InternedMachine<Map<Object, @Nullable Object>, Step> machine =
        new InternedMachine<>(new Registers());
    Problem.Builder problem = new Problem.Builder();
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      Step step = step(operation, options);
      int deadline = operation.deadline();
      boolean useless = deadline == Completion.NEVER && new Registers().observes(step);
      if (operation.outcome() != Outcome.FAIL && !useless) {
        problem.add(i, operation.invocation().event(), deadline, machine.transition(step));
      }
    }
    return problem.build(machine);
  }

  private static Step step(Operation operation, CheckOptions options) {
    boolean told =
        operation.outcome() == Outcome.OK && operation.completion().value() instanceof List<?>;
    Object source = told ? operation.completion().value() : operation.argument();
    List<Part> parts = new ArrayList<>();
    for (Object each : (List<?>) java.util.Objects.requireNonNull(source)) {
      List<?> part = (List<?>) each;
      Object value = part.get(2);
      boolean nil = value == null && options.nilReads() == CheckOptions.NilReads.UNKNOWN;
      Object key = java.util.Objects.requireNonNull(part.get(1));
      parts.add(new Part(isWrite(part.get(0)), key, value, !told || nil));
    }
    return new Step(parts);
  }

  /// What is in no map is nil.
  private static final class Registers implements Rules<Map<Object, @Nullable Object>, Step> {
    @Override
    public Map<Object, @Nullable Object> initial() {
      return Map.of();
    }

    @Override
    public @Nullable Map<Object, @Nullable Object> step(
        Map<Object, @Nullable Object> state, Step step) {
      Map<Object, @Nullable Object> next = new HashMap<>(state);
      for (Part part : step.parts()) {
        if (part.write()) {
          set(next, part);
        } else if (!part.unknown()
            && !java.util.Objects.equals(next.get(part.key()), part.value())) {
          return null;
        }
      }
      return Collections.unmodifiableMap(next);
    }

    private static void set(Map<Object, @Nullable Object> state, Part part) {
      if (part.value() == null) {
        state.remove(part.key());
      } else {
        state.put(part.key(), part.value());
      }
    }

    @Override
    public boolean observes(Step step) {
      return step.parts().stream().noneMatch(Part::write);
    }

    @Override
    public String show(Map<Object, @Nullable Object> state) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      state.forEach((key, value) -> sorted.put(Values.show(key), value));
      StringBuilder text = new StringBuilder("{");
      sorted.forEach(
          (key, value) ->
              text.append(text.length() > 1 ? ", " : "")
                  .append(key)
                  .append(' ')
                  .append(Values.show(value)));
      return text.append('}').toString();
    }
  }
}
