package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The operations on one object as the search needs them: when each may take effect and which
/// transition of the machine it is. What cannot matter (failed writes, indeterminate reads) has
/// been left out.
final class Problem {
  /// Tells what the object held after each of some operations, named by their places in the list
  /// they were compiled from, for a machine that knows less of it than people want to.
  interface Tale {
    List<String> states(List<Integer> order);
  }

  private final Machine machine;
  private final @Nullable Tale tale;
  private final int[] source;
  private final int[] call;
  private final int[] deadline;
  private final int[] transition;

  private Problem(Machine machine, @Nullable Tale tale, Builder from) {
    this.machine = machine;
    this.tale = tale;
    this.source = Arrays.copyOf(from.source, from.size);
    this.call = Arrays.copyOf(from.call, from.size);
    this.deadline = Arrays.copyOf(from.deadline, from.size);
    this.transition = Arrays.copyOf(from.transition, from.size);
  }

  Machine machine() {
    return machine;
  }

  int size() {
    return source.length;
  }

  /// Its place in the list it was compiled from.
  int source(int operation) {
    return source[operation];
  }

  /// The event before which it cannot take effect.
  int call(int operation) {
    return call[operation];
  }

  int[] calls() {
    return call.clone();
  }

  /// The event by which it must have taken effect.
  int deadline(int operation) {
    return deadline[operation];
  }

  int[] deadlines() {
    return deadline.clone();
  }

  /// What it does, in the numbering of the machine.
  int transition(int operation) {
    return transition[operation];
  }

  /// Whether any of them does what is asked about, in the numbering of the machine.
  boolean any(IntPredicate asked) {
    return Arrays.stream(transition).anyMatch(asked);
  }

  /// Whether it need not ever take effect.
  boolean optional(int operation) {
    return deadline[operation] == Completion.NEVER;
  }

  /// What the object held after each of some operations.
  private List<String> states(int[] order) {
    if (tale != null) {
      return tale.states(Arrays.stream(order).map(each -> source[each]).boxed().toList());
    }
    List<String> states = new ArrayList<>(order.length);
    int state = machine.initial();
    for (int each : order) {
      state = machine.step(state, transition[each]);
      states.add(machine.show(state));
    }
    return states;
  }

  /// An order with what the object held, for people.
  ///
  /// @param operations the list it was compiled from
  List<KeyResult.Placed> placed(int[] order, List<Operation> operations) {
    List<String> states = states(order);
    List<KeyResult.Placed> placed = new ArrayList<>(order.length);
    for (int i = 0; i < order.length; i++) {
      placed.add(new KeyResult.Placed(operations.get(source[order[i]]), states.get(i)));
    }
    return placed;
  }

  /// Collects operations one by one.
  static final class Builder {
    private int size;
    private int[] source = new int[16];
    private int[] call = new int[16];
    private int[] deadline = new int[16];
    private int[] transition = new int[16];

    void add(int from, int calledAt, int dueBy, int by) {
      if (size == source.length) {
        source = Arrays.copyOf(source, size * 2);
        call = Arrays.copyOf(call, size * 2);
        deadline = Arrays.copyOf(deadline, size * 2);
        transition = Arrays.copyOf(transition, size * 2);
      }
      source[size] = from;
      call[size] = calledAt;
      deadline[size] = dueBy;
      transition[size++] = by;
    }

    Problem build(Machine machine) {
      return new Problem(machine, null, this);
    }

    Problem build(Machine machine, Tale tale) {
      return new Problem(machine, tale, this);
    }
  }
}
