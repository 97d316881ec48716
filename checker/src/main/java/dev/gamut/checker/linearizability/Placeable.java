package dev.gamut.checker.linearizability;

import java.util.Arrays;
import java.util.PriorityQueue;

/// The operations that must be placed, numbered by deadline, each with the bits that it owns in a
/// configuration while it is open: from its call to its deadline, after which they go to another.
///
/// An operation that only looks has one bit where more is better. One that can be overwritten
/// unseen has one where fewer are better (*placed*, so that it can be used no more) and one where
/// more are (*settled*: placed, or free to be placed out of sight whenever it is due). Any other
/// has one that must be equal.
final class Placeable {
  private final int[] source;
  private final int[] call;
  private final int[] deadline;
  private final int[] transition;
  private final boolean[] overwritable;
  private final int[] placedBit;
  private final int[] settledBit;
  private final int exactWords;
  private final int moreWords;
  private final int fewerWords;

  private Placeable(Problem problem, int[] source) {
    int count = source.length;
    this.source = source;
    this.call = new int[count];
    this.deadline = new int[count];
    this.transition = new int[count];
    this.overwritable = new boolean[count];
    boolean[] looks = new boolean[count];
    boolean[] others = new boolean[count];
    for (int i = 0; i < count; i++) {
      call[i] = problem.call(source[i]);
      deadline[i] = problem.deadline(source[i]);
      transition[i] = problem.transition(source[i]);
      overwritable[i] = problem.machine().overwritable(transition[i]);
      looks[i] = problem.machine().observes(transition[i]);
      others[i] = !overwritable[i] && !looks[i];
    }
    this.placedBit = new int[count];
    this.settledBit = new int[count];
    int[] byCall = Order.ascending(call);
    exactWords = 1 + words(assign(others, byCall, placedBit));
    int looking = words(assign(looks, byCall, placedBit));
    int overwriting = words(assign(overwritable, byCall, placedBit));
    moreWords = looking + overwriting;
    fewerWords = overwriting;
    shift(others, placedBit, 1);
    shift(looks, placedBit, exactWords);
    System.arraycopy(placedBit, 0, settledBit, 0, count);
    shift(overwritable, settledBit, exactWords + looking);
    shift(overwritable, placedBit, exactWords + moreWords);
  }

  static Placeable of(Problem problem) {
    int[] byDeadline = Order.ascending(problem.deadlines());
    int count = 0;
    while (count < byDeadline.length && !problem.optional(byDeadline[count])) {
      count++;
    }
    return new Placeable(problem, Arrays.copyOf(byDeadline, count));
  }

  private static int words(int bits) {
    return (bits + Long.SIZE - 1) / Long.SIZE;
  }

  private static void shift(boolean[] which, int[] bits, int words) {
    for (int i = 0; i < bits.length; i++) {
      if (which[i]) {
        bits[i] += words * Long.SIZE;
      }
    }
  }

  /// Gives each of some operations the lowest bit that is free from its call to its deadline.
  ///
  /// @return how many bits are needed
  private int assign(boolean[] which, int[] byCall, int[] bits) {
    PriorityQueue<Integer> free = new PriorityQueue<>();
    int due = 0;
    int used = 0;
    for (int operation : byCall) {
      while (deadline[due] < call[operation]) {
        if (which[due]) {
          free.add(bits[due]);
        }
        due++;
      }
      if (which[operation]) {
        Integer reused = free.poll();
        bits[operation] = reused != null ? reused : used++;
      }
    }
    return used;
  }

  int count() {
    return call.length;
  }

  /// The words of a configuration; the first holds position and state.
  Configurations.Shape shape(Configurations.Guards guards) {
    return new Configurations.Shape(exactWords, moreWords, fewerWords, guards);
  }

  /// Where the counts of indeterminate operations begin.
  int countsAt() {
    return exactWords + moreWords + fewerWords;
  }

  /// One more than the highest transition.
  int transitions() {
    return Arrays.stream(transition).max().orElse(-1) + 1;
  }

  int[] calls() {
    return call.clone();
  }

  int[] deadlines() {
    return deadline.clone();
  }

  int deadline(int operation) {
    return deadline[operation];
  }

  int transition(int operation) {
    return transition[operation];
  }

  /// Its number in the problem.
  int source(int operation) {
    return source[operation];
  }

  boolean overwritable(int operation) {
    return overwritable[operation];
  }

  /// The bit that says that it has been placed.
  int placedBit(int operation) {
    return placedBit[operation];
  }

  /// The bit that says that it has been placed or can be out of sight; the same as [#placedBit] for
  /// what cannot.
  int settledBit(int operation) {
    return settledBit[operation];
  }
}
