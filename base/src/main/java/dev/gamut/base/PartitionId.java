package dev.gamut.base;

/// A partition of a table, and so the group of replicas that holds it. Number 0 is the catalog.
/// Never reused.
public record PartitionId(long value) implements Comparable<PartitionId> {
  public static final PartitionId CATALOG = new PartitionId(0);

  public PartitionId {
    Invariant.require(value >= 0, "partition id negative: %d", value);
  }

  @Override
  public int compareTo(PartitionId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "p" + value;
  }
}
