package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Completion;

/// One operation on a cell, in numbers: what it needs the cell to hold, and what it leaves there.
/// Values and versions are numbered by [CellCompiler].
final class Cell {
  /// Any value, or any version, will do.
  static final int ANY = -1;

  /// The number of the value of a cell that holds nothing.
  static final int ABSENT = 0;

  /// The number of the version of a write whose version nobody ever saw.
  static final int UNSEEN = 0;

  /// The number of the version of a write that may have been given any of several seen versions.
  static final int OPEN = -2;

  /// The place of the operation in the list that is compiled.
  final int from;

  final int call;
  int deadline;
  int wantedValue = ANY;
  int wantedVersion = ANY;

  /// What is wanted must not be there, instead of must.
  boolean negated;

  boolean writes;
  int value;
  int version = UNSEEN;

  /// Whether anything can ever tell what this operation writes from any other value.
  boolean noticed = true;

  Cell(int from, int call, int deadline) {
    this.from = from;
    this.call = call;
    this.deadline = deadline;
  }

  boolean optional() {
    return deadline == Completion.NEVER;
  }

  boolean conditional() {
    return wantedValue != ANY || wantedVersion != ANY;
  }

  /// Whether it proves that some value was there: it must happen and needs the value.
  boolean witnesses() {
    return conditional() && !negated && !optional();
  }
}
