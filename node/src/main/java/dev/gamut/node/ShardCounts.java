package dev.gamut.node;

import dev.gamut.node.request.RequestCounts;
import dev.gamut.node.strategy.ReplicaEvent;
import java.util.EnumMap;
import java.util.Map;

/// What one shard counts. Plain fields of its loop.
final class ShardCounts {
  private final RequestCounts requests = new RequestCounts();
  private final long[] events = new long[ReplicaEvent.values().length];

  RequestCounts requests() {
    return requests;
  }

  void count(ReplicaEvent event) {
    events[event.ordinal()]++;
  }

  Map<ReplicaEvent, Long> events() {
    Map<ReplicaEvent, Long> copy = new EnumMap<>(ReplicaEvent.class);
    for (ReplicaEvent event : ReplicaEvent.values()) {
      copy.put(event, events[event.ordinal()]);
    }
    return copy;
  }
}
