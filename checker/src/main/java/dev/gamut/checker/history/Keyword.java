package dev.gamut.checker.history;

/// A name that stands for itself, as in EDN.
///
/// @param name without the colon
public record Keyword(String name) {
  @Override
  public String toString() {
    return ":" + name;
  }
}
