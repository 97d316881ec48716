package dev.gamut.bench;

/// One kind of operation that a load repeats.
public enum Work {
  /// A durable write of one key, acknowledged when it can no longer be lost.
  PUT("put"),
  /// A linearizable read of one key.
  GET("get");

  private final String label;

  Work(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
