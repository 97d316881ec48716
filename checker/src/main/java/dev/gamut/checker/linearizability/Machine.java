package dev.gamut.checker.linearizability;

/// A model bound to the operations on one object: a deterministic machine whose states and
/// transitions are numbers, so that the search hashes and compares nothing but numbers. An
/// operation together with what it returned is a transition; equal ones share a number.
interface Machine {
  /// What [#step] answers when the model does not allow the transition in that state.
  int ILLEGAL = -1;

  int initial();

  /// The state after `transition` in `state`, or [#ILLEGAL]. The same arguments always give the
  /// same answer.
  int step(int state, int transition);

  /// Whether this transition only looks: wherever it is legal without changing the state, it can be
  /// taken at once and removed from any later place without making a later transition illegal.
  boolean observes(int transition);

  /// Whether this transition is legal everywhere and, taken right before another such one, leaves
  /// no trace: the state after the other is the same with and without it.
  default boolean overwrites(int transition) {
    return false;
  }

  /// Whether after `state` this transition, which only looks, can never be legal again, whatever is
  /// placed.
  default boolean rulesOut(int state, int transition) {
    return false;
  }

  /// Whether after `state` something that must be placed and is called after `horizon` can never be
  /// legal, whatever is placed.
  default boolean doomed(int state, int horizon) {
    return false;
  }

  /// The event after which this transition, wherever it is legal, can be placed at once: moving it
  /// to there from any later place changes nothing for what is not yet placed when everything due
  /// before that event is.
  default int freeFrom(int transition) {
    return Integer.MAX_VALUE;
  }

  /// A state for people.
  String show(int state);

  /// How many different things states hold, as far as [Supply] shall count them.
  default int things() {
    return 0;
  }

  /// The thing that a state holds, or -1.
  default int holds(int state) {
    return -1;
  }

  /// The thing without which this transition is illegal, or -1. It is legal in no state that holds
  /// something else.
  default int needs(int transition) {
    return -1;
  }

  /// The thing that this transition leaves behind, or -1. No other transition leaves it.
  default int brings(int transition) {
    return -1;
  }
}
