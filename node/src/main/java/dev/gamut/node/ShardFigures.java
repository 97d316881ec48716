package dev.gamut.node;

import dev.gamut.node.request.Mode;
import dev.gamut.node.request.RequestChain;
import dev.gamut.node.request.RequestCounts;
import dev.gamut.node.strategy.Replica;
import dev.gamut.node.strategy.ReplicaEvent;
import dev.gamut.storage.journal.Room;
import dev.gamut.wire.NodeStatus;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How one shard is, and what it has counted since the start.
///
/// @param requests a copy of its own
/// @param requestBytes of requests under way
/// @param requestBytesMax beyond which requests are refused
/// @param sessions clients' connections
/// @param pressed partitions that keep a journal segment which the journal needs
public record ShardFigures(
    Mode mode,
    Room room,
    RequestCounts requests,
    long refused,
    long requestBytes,
    long requestBytesMax,
    int sessions,
    int pressed,
    Map<ReplicaEvent, Long> events,
    List<NodeStatus.ReplicaStatus> replicas) {
  public ShardFigures {
    events = Collections.unmodifiableMap(new EnumMap<>(events));
    replicas = List.copyOf(replicas);
  }

  /// On the shard's loop.
  static ShardFigures of(Shard shard, int sessions, int pressed) {
    RequestChain chain = shard.chain();
    return new ShardFigures(
        chain.mode(),
        shard.appender().room(),
        shard.counts().requests().copy(),
        chain.refusedCount(),
        chain.usedBytes(),
        chain.budgetBytes(),
        sessions,
        pressed,
        shard.counts().events(),
        shard.replicas().values().stream().map(Replica::status).toList());
  }
}
