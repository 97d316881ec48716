package dev.gamut.protocol.leaderless;

import dev.gamut.base.Dot;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One read under way.
final class PendingRead {
  final LeaderlessEvent.Get of;
  final long begunNanos;
  final List<NodeId> asked = new ArrayList<>(3);

  /// Dots of those that have not been compared yet, because this replica's item is not there.
  final Map<NodeId, List<Dot>> early = new TreeMap<>();

  /// Those that hold what this replica holds.
  final List<NodeId> same = new ArrayList<>(3);

  /// The items of those that do not.
  final Map<NodeId, Item> different = new TreeMap<>();

  @Nullable Item own;

  /// Whether fallbacks count.
  boolean standIns;

  /// When a further replica is asked; never when none is waited for.
  long nextNanos = Long.MAX_VALUE;

  PendingRead(LeaderlessEvent.Get of, long begunNanos) {
    this.of = of;
    this.begunNanos = begunNanos;
  }
}
