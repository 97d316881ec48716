package dev.gamut.checker.linearizability;

/// What a check came to.
public enum Verdict {
  /// There is an order that the model allows.
  LINEARIZABLE,
  /// There is none.
  NOT_LINEARIZABLE,
  /// The limits were reached first.
  UNDECIDED;

  public String words() {
    return switch (this) {
      case LINEARIZABLE -> "linearizable";
      case NOT_LINEARIZABLE -> "not linearizable";
      case UNDECIDED -> "undecided";
    };
  }
}
