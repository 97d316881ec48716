package dev.gamut.node.strategy;

import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.raft.FollowerStatus;
import dev.gamut.protocol.raft.Raft;
import dev.gamut.protocol.raft.Role;
import org.jspecify.annotations.Nullable;

/// Decides when leadership returns to the preferred replica: once that is up and has the log.
///
/// One that was asked and did not come to lead may reach this leader and nobody else; asking it at
/// every turn would depose a healthy leader again and again. So each attempt in vain doubles the
/// pause before the next.
final class HandBack {
  private static final long CONTACT_NANOS_MAX = 500_000_000L;
  private static final long LAG_MAX = 1_000;
  private static final long PAUSE_NANOS_MIN = 1_000_000_000L;
  private static final long PAUSE_NANOS_MAX = 64 * PAUSE_NANOS_MIN;

  private final NodeId self;
  private final NodeId preferred;
  private long pauseNanos = PAUSE_NANOS_MIN;
  private long notBeforeNanos = Long.MIN_VALUE;

  HandBack(NodeId self, PartitionDescriptor descriptor) {
    this.self = self;
    this.preferred = descriptor.replicas().getFirst();
  }

  /// Somebody leads, or nobody is known to.
  void leaderChanged(@Nullable NodeId leader) {
    if (preferred.equals(leader)) {
      pauseNanos = PAUSE_NANOS_MIN;
      notBeforeNanos = Long.MIN_VALUE;
    }
  }

  /// To whom to hand over now; null for nobody.
  @Nullable NodeId due(Raft raft, long nowNanos) {
    if (raft.role() != Role.LEADER || preferred.equals(self) || nowNanos < notBeforeNanos) {
      return null;
    }
    for (FollowerStatus follower : raft.followers()) {
      if (follower.node().equals(preferred) && isReady(raft, follower, nowNanos)) {
        notBeforeNanos = nowNanos + pauseNanos;
        pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
        return preferred;
      }
    }
    return null;
  }

  private static boolean isReady(Raft raft, FollowerStatus follower, long nowNanos) {
    return nowNanos - follower.lastContactNanos() < CONTACT_NANOS_MAX
        && follower.stage() == FollowerStatus.Stage.REPLICATE
        && raft.lastIndex() - follower.matchIndex() < LAG_MAX;
  }
}
