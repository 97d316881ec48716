package dev.gamut.checker.linearizability;

import org.jspecify.annotations.Nullable;

/// A model in terms of values, for objects whose states have a structure. [InternedMachine] turns
/// it into numbers.
///
/// @param <S> states: immutable, equal when nothing can tell them apart
/// @param <T> transitions: immutable, equal when they do the same
interface Rules<S, T> {
  S initial();

  /// The state after `transition` in `state`, or null when it is not allowed there.
  @Nullable S step(S state, T transition);

  /// See [Machine#observes].
  boolean observes(T transition);

  /// See [Machine#overwrites].
  default boolean overwrites(T transition) {
    return false;
  }

  /// See [Machine#rulesOut].
  default boolean rulesOut(S state, T transition) {
    return false;
  }

  /// See [Machine#doomed].
  default boolean doomed(S state, int horizon) {
    return false;
  }

  /// See [Machine#freeFrom].
  default int freeFrom(T transition) {
    return Integer.MAX_VALUE;
  }

  String show(S state);
}
