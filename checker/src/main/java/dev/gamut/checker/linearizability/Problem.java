package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Completion;
import java.util.Arrays;

/// The operations on one object as the search needs them: when each may take effect and which
/// transition of the machine it is. What cannot matter (failed writes, indeterminate reads) has
/// been left out.
final class Problem {
  private final Machine machine;
  private final int[] source;
  private final int[] call;
  private final int[] deadline;
  private final int[] transition;

  private Problem(Machine machine, Builder from) {
    this.machine = machine;
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

  /// Whether it need not ever take effect.
  boolean optional(int operation) {
    return deadline[operation] == Completion.NEVER;
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
      return new Problem(machine, this);
    }
  }
}
