package dev.gamut.model;

import dev.gamut.base.Invariant;

/// A table, as the catalog numbers it; never reused. Number 0 is the catalog's own.
public record TableId(int value) implements Comparable<TableId> {
  public static final TableId CATALOG = new TableId(0);

  public TableId {
    Invariant.require(value >= 0, "table id negative: %d", value);
  }

  @Override
  public int compareTo(TableId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "t" + value;
  }
}
