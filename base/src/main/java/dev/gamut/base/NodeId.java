package dev.gamut.base;

/// A node of the cluster, as the catalog numbers it. Never reused: a wiped node is a new node.
public record NodeId(int value) implements Comparable<NodeId> {
  public NodeId {
    Invariant.require(value > 0, "node id not positive: %d", value);
  }

  @Override
  public int compareTo(NodeId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "n" + value;
  }
}
