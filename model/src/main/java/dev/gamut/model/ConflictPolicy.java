package dev.gamut.model;

import dev.gamut.base.MalformedException;

/// What becomes of writes of one key that did not know of each other. The codes are part of the
/// catalog's format.
public enum ConflictPolicy {
  /// All stay, until somebody who has read them writes what they come to.
  SIBLINGS("siblings"),
  /// The one with the latest stamp stays, and the others are kept for a while in the conflict
  /// ledger.
  LAST_WRITER_WINS("last-writer-wins");

  private final String label;

  ConflictPolicy(String label) {
    this.label = label;
  }

  /// The word that people type.
  public String label() {
    return label;
  }

  public static ConflictPolicy of(int code) throws MalformedException {
    if (code >= values().length) {
      throw new MalformedException("unknown conflict policy " + code);
    }
    return values()[code];
  }
}
