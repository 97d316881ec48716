package dev.gamut.checker.linearizability;

/// An operation on a key that is appended to, as it is understood before the search.
final class TextStep {
  enum Kind {
    /// Sees what is there.
    SEE,
    /// Says what is not there.
    REFUSE,
    /// Replaces whatever is there.
    PUT,
    /// Adds to whatever is there.
    APPEND,
    /// Replaces what it wants to be there.
    SWAP
  }

  final int from;
  final int call;
  final Kind kind;

  /// What must be there, or for [Kind#REFUSE] must not.
  final String wanted;

  /// What is put, or appended.
  final String value;

  int deadline;

  /// For an append the only string behind which it can have been placed, once that is known.
  Sights.Prefix onlyAfter = Sights.NOWHERE;

  /// Nothing that is looked for can be the outcome of this append.
  boolean unseen;

  /// It contradicts another operation, wherever it is placed.
  boolean impossible;

  TextStep(int from, int call, int deadline, Kind kind, String wanted, String value) {
    this.from = from;
    this.call = call;
    this.deadline = deadline;
    this.kind = kind;
    this.wanted = wanted;
    this.value = value;
  }

  boolean optional() {
    return deadline == dev.gamut.checker.history.Completion.NEVER;
  }

  boolean wants() {
    return kind == Kind.SEE || kind == Kind.SWAP;
  }

  boolean replaces() {
    return kind == Kind.PUT || kind == Kind.SWAP;
  }
}
