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

  /// Whether this transition is legal everywhere and leaves no trace of the state before it: the
  /// state after it is the same wherever it is taken.
  default boolean overwrites(int transition) {
    return false;
  }

  /// Whether this transition is legal everywhere, changes nothing but the state, and so leaves no
  /// trace when it is taken right before one that overwrites, as what overwrites does itself.
  default boolean overwritable(int transition) {
    return overwrites(transition);
  }

  /// Whether this transition is legal everywhere and makes something of the state that depends on
  /// it.
  default boolean grows(int transition) {
    return overwritable(transition) && !overwrites(transition);
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

  /// The thing that this transition leaves behind wherever it is taken, or -1.
  default int brings(int transition) {
    return -1;
  }

  /// The things that can be found in this state, or after it before any transition that brings
  /// them.
  default Span reach(int state) {
    return Span.of(holds(state));
  }

  /// The things that can be found after this transition and not, in general, before it. Nothing
  /// else makes a thing be found that is out of reach.
  default Span brought(int transition) {
    return Span.of(brings(transition));
  }
}
