package dev.gamut.node.strategy;

import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.leaderless.Compared;
import dev.gamut.protocol.leaderless.Standing;
import dev.gamut.wire.NodeStatus;
import java.util.List;

/// How a home or fallback of a leaderless partition is, in the words of a node's status.
final class LeaderlessStatus {
  private static final long NANOS_A_MILLI = 1_000_000;

  private LeaderlessStatus() {}

  /// Counts writes that it has seen: that is what homes have in common, their logs are their own.
  static NodeStatus.ReplicaStatus of(
      PartitionDescriptor descriptor,
      NodeId self,
      LeaderlessMachine machine,
      List<Standing> standings) {
    long seen = machine.seen().dotCount();
    return new NodeStatus.ReplicaStatus(
        descriptor.id(),
        descriptor.table(),
        Roles.label(descriptor, self),
        0,
        null,
        seen,
        seen,
        seen,
        0,
        standings.stream().map(LeaderlessStatus::peer).toList(),
        machine.dotLog().sizeBytes(),
        machine.acceptor().count());
  }

  private static NodeStatus.PeerStatus peer(Standing standing) {
    Compared compared = standing.compared();
    return new NodeStatus.PeerStatus(
        standing.node(),
        standing.lacks(),
        standing.holds(),
        standing.behindNanos() / NANOS_A_MILLI,
        millis(standing.silentNanos()),
        new NodeStatus.Compared(
            millis(compared.agoNanos()),
            compared.keys(),
            compared.differing(),
            compared.found(),
            compared.count()));
  }

  private static long millis(long nanos) {
    return nanos < 0 ? -1 : nanos / NANOS_A_MILLI;
  }
}
