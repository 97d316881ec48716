package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Unsaid;
import dev.gamut.checker.history.Values;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A set: `add`, `remove`, and `read`, which sees all of it.
final class SetSpecification implements Specification {
  private enum Kind {
    ADD,
    REMOVE,
    READ
  }

  /// @param element of add and remove
  /// @param seen of read
  private record Step(Kind kind, int element, BitSet seen) {}

  private static final BitSet EMPTY = new BitSet();

  @Override
  public List<String> functions() {
    return List.of("add", "read", "remove");
  }

  @Override
  public @Nullable String objection(Operation operation) {
    Object value = operation.completion().value();
    boolean read = operation.function().equals("read") && operation.outcome() == Outcome.OK;
    boolean fits = value == Unsaid.UNSAID || value == null || value instanceof Collection<?>;
    return read && !fits ? "a read of a set must return all its elements, or nil" : null;
  }

  @Override
  public Problem compile(List<Operation> operations, CheckOptions options) {
    return new Compilation(operations, options).run();
  }

  /// The operations on one set.
  private static final class Compilation implements Rules<BitSet, Step> {
    private final List<Operation> operations;
    private final CheckOptions options;
    private final Map<@Nullable Object, Integer> ids = new HashMap<>();
    private final List<@Nullable Object> elements = new ArrayList<>();
    private final List<Sight> sights = new ArrayList<>();

    /// How many add each element, and the first sight of it ends when.
    private final Map<Integer, Integer> adders = new HashMap<>();

    private final Map<Integer, Integer> firstSeen = new HashMap<>();

    /// For each element the last event at which a read that does not see it can take effect.
    private final Map<Integer, Integer> lastMissed = new HashMap<>();

    private boolean onlyGrows = true;

    /// What one read saw.
    private record Sight(int call, int deadline, BitSet seen) {}

    Compilation(List<Operation> operations, CheckOptions options) {
      this.operations = operations;
      this.options = options;
    }

    Problem run() {
      for (Operation operation : operations) {
        note(operation);
      }
      noteMissed();
      InternedMachine<BitSet, Step> machine = new InternedMachine<>(this);
      Problem.Builder problem = new Problem.Builder();
      for (int i = 0; i < operations.size(); i++) {
        Operation operation = operations.get(i);
        Step step = step(operation);
        int deadline = step == null ? 0 : deadline(operation, step);
        if (step != null && !useless(operation, step, deadline)) {
          problem.add(i, operation.invocation().event(), deadline, machine.transition(step));
        }
      }
      return problem.build(machine);
    }

    private void note(Operation operation) {
      Step step = step(operation);
      if (step == null) {
        return;
      }
      switch (step.kind()) {
        case ADD -> adders.merge(step.element(), 1, Integer::sum);
        case REMOVE -> onlyGrows = false;
        case READ -> {
          int call = operation.invocation().event();
          sights.add(new Sight(call, operation.deadline(), step.seen()));
          step.seen().stream()
              .forEach(each -> firstSeen.merge(each, operation.deadline(), Math::min));
        }
      }
    }

    private void noteMissed() {
      for (Sight sight : sights) {
        for (int element = 0; element < elements.size(); element++) {
          if (!sight.seen().get(element)) {
            lastMissed.merge(element, sight.deadline(), Math::max);
          }
        }
      }
    }

    /// What an operation does, or null when it does nothing that matters.
    private @Nullable Step step(Operation operation) {
      if (operation.outcome() == Outcome.FAIL) {
        return null;
      }
      return switch (operation.function()) {
        case "add" -> new Step(Kind.ADD, element(operation.argument()), EMPTY);
        case "remove" -> new Step(Kind.REMOVE, element(operation.argument()), EMPTY);
        default -> read(operation);
      };
    }

    private @Nullable Step read(Operation operation) {
      Object value = operation.completion().value();
      boolean unknown = options.nilReads() == CheckOptions.NilReads.UNKNOWN && value == null;
      if (operation.outcome() != Outcome.OK || value == Unsaid.UNSAID || unknown) {
        return null;
      }
      BitSet seen = new BitSet();
      if (value instanceof Collection<?> all) {
        all.forEach(each -> seen.set(element(each)));
      }
      return new Step(Kind.READ, 0, seen);
    }

    private int element(@Nullable Object element) {
      Integer known = ids.putIfAbsent(element, elements.size());
      if (known != null) {
        return known;
      }
      elements.add(element);
      return elements.size() - 1;
    }

    /// The only one that adds an element does so before the element is first seen.
    private int deadline(Operation operation, Step step) {
      int own = operation.deadline();
      if (step.kind() != Kind.ADD || adders.getOrDefault(step.element(), 0) != 1) {
        return own;
      }
      int seen = firstSeen.getOrDefault(step.element(), Completion.NEVER);
      return seen > operation.invocation().event() ? Math.min(own, seen) : own;
    }

    /// An add that nobody heard of and whose element nobody saw need not have happened.
    private boolean useless(Operation operation, Step step, int deadline) {
      return step.kind() == Kind.ADD
          && onlyGrows
          && operation.outcome() == Outcome.INFO
          && deadline == Completion.NEVER
          && !firstSeen.containsKey(step.element());
    }

    @Override
    public BitSet initial() {
      return EMPTY;
    }

    @Override
    public @Nullable BitSet step(BitSet state, Step step) {
      return switch (step.kind()) {
        case READ -> state.equals(step.seen()) ? state : null;
        case ADD -> with(state, step.element(), true);
        case REMOVE -> with(state, step.element(), false);
      };
    }

    private static BitSet with(BitSet state, int element, boolean there) {
      if (state.get(element) == there) {
        return state;
      }
      BitSet next = (BitSet) state.clone();
      next.set(element, there);
      return next;
    }

    @Override
    public boolean observes(Step step) {
      return step.kind() == Kind.READ;
    }

    /// A set that only grows never again lacks what it holds.
    @Override
    public boolean rulesOut(BitSet state, Step step) {
      if (!onlyGrows || step.kind() != Kind.READ) {
        return false;
      }
      BitSet unseen = (BitSet) state.clone();
      unseen.andNot(step.seen());
      return !unseen.isEmpty();
    }

    /// In a set that only grows, an element can be there as soon as every read that does not see it
    /// has been placed.
    @Override
    public int freeFrom(Step step) {
      return step.kind() == Kind.ADD && onlyGrows
          ? lastMissed.getOrDefault(step.element(), -1)
          : Completion.NEVER;
    }

    @Override
    public String show(BitSet state) {
      List<@Nullable Object> all = new ArrayList<>();
      state.stream().forEach(each -> all.add(elements.get(each)));
      return "#" + Values.show(all).replace('[', '{').replace(']', '}');
    }
  }
}
