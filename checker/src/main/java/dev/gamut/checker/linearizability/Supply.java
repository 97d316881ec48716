package dev.gamut.checker.linearizability;

import java.util.Arrays;

/// Knows what is still needed and what is still to come: for each thing that a state can hold, the
/// operations not yet placed that must find it, by deadline, and those that would bring it back, by
/// call.
///
/// A state must not be left while something that must be placed needs what it holds, and nothing
/// called before the deadline of that can bring it back. When every write has a value of its own,
/// this decides nearly every choice at once. Placing and taking back cost a few assignments: the
/// lists are linked, and operations are taken back in the opposite order.
final class Supply {
  private static final int NOTHING = -1;

  private final Machine machine;
  private final Problem problem;
  private final int size;
  private final int[] needs;
  private final int[] brings;

  /// Lists of operations, each closed by a sentinel of its thing, numbered from `size` on.
  private final int[] nextNeeding;

  private final int[] previousNeeding;
  private final int[] nextBringing;
  private final int[] previousBringing;

  Supply(Problem problem) {
    this.problem = problem;
    machine = problem.machine();
    size = problem.size();
    needs = new int[size];
    brings = new int[size];
    for (int i = 0; i < size; i++) {
      int needed = machine.needs(problem.transition(i));
      int brought = machine.brings(problem.transition(i));
      needs[i] = problem.optional(i) ? NOTHING : needed;
      // What needs a thing to bring the same thing does not bring it back.
      brings[i] = brought == needed ? NOTHING : brought;
    }
    nextNeeding = emptyLists();
    previousNeeding = emptyLists();
    nextBringing = emptyLists();
    previousBringing = emptyLists();
    if (machine.things() > 0) {
      fill();
    }
  }

  private int[] emptyLists() {
    int[] links = new int[size + machine.things()];
    Arrays.setAll(links, i -> i);
    return links;
  }

  private void fill() {
    for (int operation : Order.ascending(problem.deadlines())) {
      append(nextNeeding, previousNeeding, needs[operation], operation);
    }
    for (int operation : Order.ascending(problem.calls())) {
      append(nextBringing, previousBringing, brings[operation], operation);
    }
  }

  private void append(int[] next, int[] previous, int thing, int operation) {
    if (thing != NOTHING) {
      int sentinel = size + thing;
      int last = previous[sentinel];
      next[last] = operation;
      previous[operation] = last;
      next[operation] = sentinel;
      previous[sentinel] = operation;
    }
  }

  void place(int operation) {
    if (needs[operation] != NOTHING) {
      unlink(nextNeeding, previousNeeding, operation);
    }
    if (brings[operation] != NOTHING) {
      unlink(nextBringing, previousBringing, operation);
    }
  }

  private static void unlink(int[] next, int[] previous, int operation) {
    next[previous[operation]] = next[operation];
    previous[next[operation]] = previous[operation];
  }

  /// Takes back what was placed last.
  void takeBack(int operation) {
    if (brings[operation] != NOTHING) {
      relink(nextBringing, previousBringing, operation);
    }
    if (needs[operation] != NOTHING) {
      relink(nextNeeding, previousNeeding, operation);
    }
  }

  private static void relink(int[] next, int[] previous, int operation) {
    next[previous[operation]] = operation;
    previous[next[operation]] = operation;
  }

  /// Whether going from one state to the other loses for good what must still be found.
  boolean loses(int from, int to) {
    int held = machine.holds(from);
    return held != NOTHING && held != machine.holds(to) && isLost(held);
  }

  /// Whether something that must be found is lost for good now that `placed` has been placed out of
  /// sight in `state`.
  boolean lacks(int placed, int state) {
    int brought = brings[placed];
    return brought != NOTHING && brought != machine.holds(state) && isLost(brought);
  }

  private boolean isLost(int thing) {
    int needing = nextNeeding[size + thing];
    if (needing >= size) {
      return false;
    }
    int bringing = nextBringing[size + thing];
    return bringing >= size || problem.call(bringing) > problem.deadline(needing);
  }

  /// The earliest deadline among the operations that need what `state` holds, or `otherwise`.
  int earliestNeed(int state, int otherwise) {
    int held = machine.holds(state);
    if (held == NOTHING) {
      return otherwise;
    }
    int needing = nextNeeding[size + held];
    return needing >= size ? otherwise : problem.deadline(needing);
  }
}
