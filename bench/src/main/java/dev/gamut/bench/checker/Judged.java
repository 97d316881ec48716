package dev.gamut.bench.checker;

/// What a checker said of a history.
///
/// @param millis how long it took; the limit, when it gave up
record Judged(Answer answer, double millis) {
  enum Answer {
    RIGHT,
    WRONG,
    UNDECIDED
  }

  /// Whether one says right and the other says wrong.
  boolean contradicts(Judged other) {
    return answer != other.answer && answer != Answer.UNDECIDED && other.answer != Answer.UNDECIDED;
  }
}
