package dev.gamut.checker.history;

/// Stands where a history says nothing, which is not the same as nil: an `ok` read without a value
/// is no observation, whereas an `ok` read of nil saw that there was nothing.
public enum Unsaid {
  UNSAID;

  @Override
  public String toString() {
    return "?";
  }
}
