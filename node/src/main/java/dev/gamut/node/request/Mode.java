package dev.gamut.node.request;

/// The state of a node's request chain. Degraded modes are states of the same chain, so that no
/// stage of it can be lost on the way (etcd once rebuilt its chain for a full disk without the
/// stage that checks who asks).
public enum Mode {
  /// Everything is served.
  NORMAL("serving"),
  /// The disk is full: deletes and reads are served, writes that need room are not.
  FULL("read-only, disk full"),
  /// The node reads its state back and serves nothing yet.
  RECOVERING("recovering"),
  /// The node is about to stop: nothing new is begun.
  DRAINING("draining");

  private final String label;

  Mode(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
