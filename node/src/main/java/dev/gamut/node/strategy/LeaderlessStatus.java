package dev.gamut.node.strategy;

import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.leaderless.Standing;
import dev.gamut.wire.NodeStatus;
import java.util.List;

/// How a leaderless replica stands, as a node reports it.
final class LeaderlessStatus {
  private static final String HOME = "home";
  private static final String FALLBACK = "fallback";

  private LeaderlessStatus() {}

  /// Counts writes that it has seen: that is what homes have in common, their logs are their own.
  static NodeStatus.ReplicaStatus of(
      PartitionDescriptor descriptor, LeaderlessMachine machine, List<Standing> standings) {
    long seen = machine.seen().dotCount();
    return new NodeStatus.ReplicaStatus(
        descriptor.id(),
        descriptor.table(),
        machine.rules().home() ? HOME : FALLBACK,
        0,
        null,
        seen,
        seen,
        seen,
        0,
        standings.stream().map(LeaderlessStatus::peer).toList(),
        machine.dotLog().sizeBytes());
  }

  private static NodeStatus.PeerStatus peer(Standing standing) {
    long silent = standing.silentNanos();
    return new NodeStatus.PeerStatus(
        standing.node(),
        standing.lacks(),
        standing.holds(),
        standing.behindNanos() / 1_000_000,
        silent < 0 ? -1 : silent / 1_000_000);
  }
}
