package dev.gamut.checker.history;

/// How an operation ended, in Jepsen's words.
public enum Outcome {
  /// It took effect between its beginning and its end.
  OK,
  /// It did not take effect and never will.
  FAIL,
  /// Nobody knows: it may have taken effect, may do so at any later time, or never.
  INFO;

  /// The word of the field for this outcome, in lower case.
  public String word() {
    return switch (this) {
      case OK -> "ok";
      case FAIL -> "fail";
      case INFO -> "info";
    };
  }
}
