package dev.gamut.bench;

/// One kind of operation that a load repeats.
public enum Work {
  /// A durable write of one key, acknowledged when it can no longer be lost.
  PUT("put"),
  /// A read of one key, at the level that the comparison is about: linearizable, or of a quorum.
  GET("get"),
  /// A read that one replica answers, and that may be stale.
  GET_ONE("get-one");

  private final String label;

  Work(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
