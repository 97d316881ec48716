package dev.gamut.checker.linearizability;

/// Counts what is still needed and what is still to come: for each thing that a state can hold, the
/// operations not yet placed that must find it, and those that would bring it back.
///
/// A state must not be left while something that must be placed needs what it holds and nothing can
/// ever bring that back. When every write has a value of its own, this decides nearly every choice
/// at once.
final class Supply {
  private static final int NOTHING = -1;

  private final Machine machine;
  private final int[] neededBy;
  private final int[] broughtBy;
  private final int[] needed;
  private final int[] brought;

  Supply(Problem problem) {
    machine = problem.machine();
    int transitions = 0;
    for (int i = 0; i < problem.size(); i++) {
      transitions = Math.max(transitions, problem.transition(i) + 1);
    }
    neededBy = new int[transitions];
    broughtBy = new int[transitions];
    for (int i = 0; i < transitions; i++) {
      neededBy[i] = machine.needs(i);
      // What needs a thing to bring the same thing does not bring it back.
      broughtBy[i] = machine.brings(i) == neededBy[i] ? NOTHING : machine.brings(i);
    }
    needed = new int[machine.things()];
    brought = new int[machine.things()];
    for (int i = 0; i < problem.size(); i++) {
      takeBack(problem.transition(i), problem.optional(i));
    }
  }

  void place(int transition, boolean optional) {
    add(transition, optional, -1);
  }

  void takeBack(int transition, boolean optional) {
    add(transition, optional, 1);
  }

  private void add(int transition, boolean optional, int count) {
    if (neededBy[transition] != NOTHING && !optional) {
      needed[neededBy[transition]] += count;
    }
    if (broughtBy[transition] != NOTHING) {
      brought[broughtBy[transition]] += count;
    }
  }

  /// Whether going from one state to the other loses for good what must still be found.
  boolean loses(int from, int to) {
    int held = machine.holds(from);
    return held != NOTHING && held != machine.holds(to) && needed[held] > 0 && brought[held] == 0;
  }
}
