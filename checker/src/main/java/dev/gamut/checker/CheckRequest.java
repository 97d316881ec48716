package dev.gamut.checker;

import dev.gamut.checker.history.HistoryFormat;
import dev.gamut.checker.linearizability.CheckOptions;
import dev.gamut.checker.linearizability.Limits;
import dev.gamut.checker.linearizability.Model;
import org.jspecify.annotations.Nullable;

/// What is asked of [Checks].
///
/// @param format null to tell it from the text
/// @param keys how the history says what an operation is about
/// @param nilReads what an `ok` read of nil saw; null for what is usual in the format
/// @param failedConditions what a failed conditional operation says
/// @param limits when to give up undecided
public record CheckRequest(
    Model model,
    @Nullable HistoryFormat format,
    Keys keys,
    CheckOptions.@Nullable NilReads nilReads,
    CheckOptions.FailedConditions failedConditions,
    Limits limits) {

  /// How a history says what an operation is about.
  public enum Keys {
    /// Told from the values: in `FIELD`, unless every operation has a pair that cannot be anything
    /// but an independent tuple.
    DETECT,
    /// In the field `key`; without one, the whole history is about one object.
    FIELD,
    /// Values are Jepsen's independent tuples `[key value]`.
    INDEPENDENT
  }

  /// By this model, with everything else told from the text and no limit but memory.
  public static CheckRequest of(Model model) {
    return new CheckRequest(
        model, null, Keys.DETECT, null, CheckOptions.DEFAULT.failedConditions(), Limits.none());
  }

  public CheckRequest withFormat(@Nullable HistoryFormat to) {
    return new CheckRequest(model, to, keys, nilReads, failedConditions, limits);
  }

  public CheckRequest withKeys(Keys to) {
    return new CheckRequest(model, format, to, nilReads, failedConditions, limits);
  }

  public CheckRequest withNilReads(CheckOptions.@Nullable NilReads to) {
    return new CheckRequest(model, format, keys, to, failedConditions, limits);
  }

  public CheckRequest withFailedConditions(CheckOptions.FailedConditions to) {
    return new CheckRequest(model, format, keys, nilReads, to, limits);
  }

  public CheckRequest withLimits(Limits to) {
    return new CheckRequest(model, format, keys, nilReads, failedConditions, to);
  }
}
