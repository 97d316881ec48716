package dev.gamut.checker.linearizability;

/// How a history is to be understood where formats and systems differ.
///
/// @param nilReads what an `ok` read of nil saw
/// @param failedConditions what a failed conditional operation says
public record CheckOptions(NilReads nilReads, FailedConditions failedConditions) {
  public static final CheckOptions DEFAULT =
      new CheckOptions(NilReads.ABSENT, FailedConditions.UNLESS_ERROR);

  /// An `ok` read that carries no value at all is never an observation; these are for an explicit
  /// nil.
  public enum NilReads {
    /// It saw that nothing was there: never written, or deleted.
    ABSENT,
    /// It saw something that the history does not say (Knossos reads histories so).
    UNKNOWN
  }

  /// A failed write or read never happened. A failed compare-and-set says more: at some moment
  /// between its call and its return the comparison did not hold.
  public enum FailedConditions {
    /// The comparison failed, unless the failure carries an error other than one that says so.
    UNLESS_ERROR,
    /// The comparison failed, whatever error is given.
    ALWAYS,
    /// A failure says only that nothing was done (Knossos reads histories so).
    NEVER
  }
}
