package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tries every order of a few operations by the letter of the definition: no interning, no
/// reductions, nothing shared with the checker but the history. What the checker is held to.
final class BruteForce {
  /// What an object does, as plainly as it can be said.
  interface Specification {
    Object initial();

    /// All states that may follow when `operation` takes effect in `state` and returns what it
    /// returned. An indeterminate operation returned anything.
    Set<Object> step(Object state, Operation operation);
  }

  private record Visited(Set<Integer> placed, Object state) {}

  private final Specification specification;
  private final List<Operation> operations;
  private final Set<Visited> dead = new HashSet<>();

  private BruteForce(Specification specification, List<Operation> operations) {
    this.specification = specification;
    this.operations = operations;
  }

  /// @param operations of one object, without those that failed for no condition
  static boolean linearizable(Specification specification, List<Operation> operations) {
    return new BruteForce(specification, operations).from(Set.of(), specification.initial());
  }

  private boolean from(Set<Integer> placed, Object state) {
    int horizon = Completion.NEVER;
    boolean done = true;
    for (int i = 0; i < operations.size(); i++) {
      if (!placed.contains(i) && operations.get(i).outcome() != Outcome.INFO) {
        done = false;
        horizon = Math.min(horizon, operations.get(i).completion().event());
      }
    }
    if (done) {
      return true;
    }
    if (!dead.add(new Visited(placed, state))) {
      return false;
    }
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      if (!placed.contains(i) && operation.invocation().event() < horizon) {
        Set<Integer> more = new HashSet<>(placed);
        more.add(i);
        for (Object next : specification.step(state, operation)) {
          if (from(more, next)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /// Whether `order` is a proof: every operation in its time, every one that must be there once,
  /// and allowed by the specification.
  static @Nullable String flaw(
      Specification specification, List<Operation> operations, List<Operation> order) {
    Set<Object> states = Set.of(specification.initial());
    Set<Operation> placed = new HashSet<>();
    for (Operation each : order) {
      if (!placed.add(each)) {
        return "placed twice: " + each.describe();
      }
      for (Operation other : operations) {
        if (!placed.contains(other) && other.deadline() < each.invocation().event()) {
          return other.describe() + " ended before " + each.describe() + " but comes after";
        }
      }
      Set<Object> next = new HashSet<>();
      for (Object state : states) {
        next.addAll(specification.step(state, each));
      }
      if (next.isEmpty()) {
        return "not allowed: " + each.describe() + " in " + states;
      }
      states = next;
    }
    for (Operation each : operations) {
      if (each.outcome() != Outcome.INFO && !placed.contains(each)) {
        return "left out: " + each.describe();
      }
    }
    return null;
  }
}
