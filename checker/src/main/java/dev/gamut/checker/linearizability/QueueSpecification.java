package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Unsaid;
import dev.gamut.checker.history.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A queue, first in first out: `enqueue` and `dequeue`, which returns the oldest element, or nil
/// from an empty queue. A failed dequeue says nothing.
final class QueueSpecification implements Specification {
  private enum Kind {
    ENQUEUE,
    DEQUEUE,
    /// Whatever was oldest, if anything: a dequeue of which nobody knows what it returned.
    DEQUEUE_ANY,
    SEE_EMPTY
  }

  private record Step(Kind kind, int element) {}

  @Override
  public List<String> functions() {
    return List.of("dequeue", "enqueue");
  }

  @Override
  public @Nullable String objection(Operation operation) {
    return null;
  }

  @Override
  public Problem compile(List<Operation> operations, CheckOptions options) {
    return new Compilation(operations).run();
  }

  /// When an element that is enqueued once leaves the queue.
  private static final class Leaving {
    int enqueues;
    int dequeues;
    int call;
    int deadline;

    boolean once() {
      return enqueues == 1 && dequeues == 1;
    }
  }

  private static final class Compilation implements Rules<List<Integer>, Step> {
    private final List<Operation> operations;
    private final Map<@Nullable Object, Integer> ids = new HashMap<>();
    private final List<@Nullable Object> elements = new ArrayList<>();
    private final List<Leaving> leaving = new ArrayList<>();

    /// Whether an element may leave without anybody knowing.
    private boolean leavesUnseen;

    Compilation(List<Operation> operations) {
      this.operations = operations;
    }

    Problem run() {
      operations.forEach(this::note);
      InternedMachine<List<Integer>, Step> machine = new InternedMachine<>(this);
      Problem.Builder problem = new Problem.Builder();
      for (int i = 0; i < operations.size(); i++) {
        Operation operation = operations.get(i);
        Step step = step(operation);
        if (step != null) {
          int deadline = deadline(operation, step);
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
        case ENQUEUE -> leaving.get(step.element()).enqueues++;
        case DEQUEUE -> {
          Leaving element = leaving.get(step.element());
          element.dequeues++;
          element.call = operation.invocation().event();
          element.deadline = operation.deadline();
        }
        case DEQUEUE_ANY -> leavesUnseen = true;
        case SEE_EMPTY -> {}
      }
    }

    private @Nullable Step step(Operation operation) {
      if (operation.outcome() == Outcome.FAIL) {
        return null;
      }
      if (operation.function().equals("enqueue")) {
        return new Step(Kind.ENQUEUE, element(operation.argument()));
      }
      Object value = operation.completion().value();
      if (operation.outcome() == Outcome.INFO || value == Unsaid.UNSAID) {
        return new Step(Kind.DEQUEUE_ANY, 0);
      }
      return value == null ? new Step(Kind.SEE_EMPTY, 0) : new Step(Kind.DEQUEUE, element(value));
    }

    private int element(@Nullable Object element) {
      Integer known = ids.putIfAbsent(element, elements.size());
      if (known != null) {
        return known;
      }
      elements.add(element);
      leaving.add(new Leaving());
      return elements.size() - 1;
    }

    /// What was dequeued had been enqueued.
    private int deadline(Operation operation, Step step) {
      if (step.kind() != Kind.ENQUEUE || !leaving.get(step.element()).once()) {
        return operation.deadline();
      }
      int left = leaving.get(step.element()).deadline;
      return left > operation.invocation().event()
          ? Math.min(operation.deadline(), left)
          : operation.deadline();
    }

    @Override
    public List<Integer> initial() {
      return List.of();
    }

    @Override
    public @Nullable List<Integer> step(List<Integer> state, Step step) {
      return switch (step.kind()) {
        case ENQUEUE -> mayFollow(state, step.element()) ? with(state, step.element()) : null;
        case DEQUEUE -> {
          boolean oldest = !state.isEmpty() && state.getFirst() == step.element();
          yield oldest ? List.copyOf(state.subList(1, state.size())) : null;
        }
        case DEQUEUE_ANY -> state.isEmpty() ? null : List.copyOf(state.subList(1, state.size()));
        case SEE_EMPTY -> state.isEmpty() ? state : null;
      };
    }

    /// What is in front leaves first. So nothing may be enqueued behind an element that leaves only
    /// after it: that could only end badly, so it is not allowed to begin with (the order violation
    /// of Henzinger, Sezgin and Vafeiadis, "Aspect-oriented linearizability proofs", 2013, §4).
    private boolean mayFollow(List<Integer> state, int element) {
      Leaving last = leaving.get(element);
      if (!last.once()) {
        return true;
      }
      for (int each : state) {
        Leaving ahead = leaving.get(each);
        boolean stays = ahead.enqueues == 1 && ahead.dequeues == 0 && !leavesUnseen;
        if (stays || (ahead.once() && ahead.call > last.deadline && !leavesUnseen)) {
          return false;
        }
      }
      return true;
    }

    private static List<Integer> with(List<Integer> state, int element) {
      List<Integer> next = new ArrayList<>(state.size() + 1);
      next.addAll(state);
      next.add(element);
      return List.copyOf(next);
    }

    @Override
    public boolean observes(Step step) {
      return step.kind() == Kind.SEE_EMPTY;
    }

    @Override
    public String show(List<Integer> state) {
      return Values.show(state.stream().map(elements::get).toList());
    }
  }
}
