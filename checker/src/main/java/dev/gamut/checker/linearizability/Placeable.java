package dev.gamut.checker.linearizability;

import java.util.Arrays;
import java.util.PriorityQueue;

/// The operations that must be placed, numbered by deadline, each with the bit that it owns while
/// it is open.
final class Placeable {
  private final int[] source;
  private final int[] call;
  private final int[] deadline;
  private final int[] transition;
  private final int[] slot;
  private int slots;

  private Placeable(Problem problem, int[] source) {
    int count = source.length;
    this.source = source;
    this.call = new int[count];
    this.deadline = new int[count];
    this.transition = new int[count];
    for (int i = 0; i < count; i++) {
      call[i] = problem.call(source[i]);
      deadline[i] = problem.deadline(source[i]);
      transition[i] = problem.transition(source[i]);
    }
    this.slot = assignSlots();
  }

  static Placeable of(Problem problem) {
    int[] byDeadline = Order.ascending(problem.deadlines());
    int count = 0;
    while (count < byDeadline.length && !problem.optional(byDeadline[count])) {
      count++;
    }
    return new Placeable(problem, Arrays.copyOf(byDeadline, count));
  }

  /// The lowest bit that is free from the call to the deadline.
  private int[] assignSlots() {
    int[] assigned = new int[call.length];
    PriorityQueue<Integer> free = new PriorityQueue<>();
    int due = 0;
    for (int operation : Order.ascending(call)) {
      while (deadline[due] < call[operation]) {
        free.add(assigned[due++]);
      }
      Integer reused = free.poll();
      assigned[operation] = reused != null ? reused : slots++;
    }
    return assigned;
  }

  int count() {
    return call.length;
  }

  /// One more than the highest transition.
  int transitions() {
    return Arrays.stream(transition).max().orElse(-1) + 1;
  }

  int slots() {
    return slots;
  }

  int[] call() {
    return call;
  }

  int[] deadline() {
    return deadline;
  }

  int deadline(int operation) {
    return deadline[operation];
  }

  int transition(int operation) {
    return transition[operation];
  }

  int slot(int operation) {
    return slot[operation];
  }

  int source(int operation) {
    return source[operation];
  }
}
