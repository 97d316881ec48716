package dev.gamut.checker.linearizability;

/// Some of the things of a [Machine], numbered one after another.
///
/// @param from the first
/// @param to one more than the last
record Span(int from, int to) {
  static final Span NONE = new Span(0, 0);

  static Span of(int thing) {
    return thing < 0 ? NONE : new Span(thing, thing + 1);
  }

  boolean isEmpty() {
    return from >= to;
  }

  boolean has(int thing) {
    return from <= thing && thing < to;
  }

  boolean hasAll(Span other) {
    return other.isEmpty() || (from <= other.from && other.to <= to);
  }
}
