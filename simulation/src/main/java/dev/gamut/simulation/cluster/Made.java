package dev.gamut.simulation.cluster;

import dev.gamut.base.Frontier;
import dev.gamut.model.Item;

/// A write of a leaderless table, as its coordinator made it.
final class Made {
  static final long NEVER = Long.MAX_VALUE;

  final Item.Sibling sibling;
  final Frontier superseded;
  final int order;

  /// When a write that supersedes it was first acknowledged, or an atomic read had seen that.
  long supersededAt = NEVER;

  /// @param order among those of its key
  Made(Item.Sibling sibling, Frontier superseded, int order) {
    this.sibling = sibling;
    this.superseded = superseded;
    this.order = order;
  }

  boolean isTombstone() {
    return sibling.value().isTombstone();
  }

  /// Whether two are one write, or attempts at it.
  static boolean isSame(Item.Sibling one, Item.Sibling other) {
    return one.dot().equals(other.dot())
        || (!one.name().isNone() && one.name().equals(other.name()));
  }
}
