package dev.gamut.server.embedded;

import dev.gamut.base.PartitionId;
import dev.gamut.client.Gamut;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.wire.NodeStatus;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waits until every node knows the catalog as it is. A node that comes back serves before it has
/// heard how much of its log is committed, and until then knows only what its store had flushed: it
/// might say that a table does not exist.
final class CatalogCatchUp {
  private static final long SECONDS_MAX = 30;
  private static final long LIFETIME_MILLIS = 10_000;
  private static final long LOOK_NANOS = 2_000_000;

  private CatalogCatchUp() {}

  static void await(Gamut client) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    // A change of the catalog is committed behind everything that was before it.
    Reply reply =
        client.call(new Call.GrantClient(LIFETIME_MILLIS, TimeUnit.SECONDS.toNanos(SECONDS_MAX)));
    if (!(reply instanceof Reply.Granted)) {
      throw new IllegalStateException("the embedded cluster has no catalog: " + reply);
    }
    long wanted = 0;
    while (true) {
      List<Reply.MemberStatus> statuses = client.status();
      for (Reply.MemberStatus member : statuses) {
        wanted = Math.max(wanted, committed(member));
      }
      long everywhere = wanted;
      if (statuses.stream().allMatch(m -> everywhere > 0 && applied(m) >= everywhere)) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the embedded nodes do not agree: " + statuses);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static long committed(Reply.MemberStatus member) {
    NodeStatus status = member.status();
    return status == null
        ? 0
        : status.replicas().stream()
            .filter(r -> r.partition().equals(PartitionId.CATALOG))
            .mapToLong(NodeStatus.ReplicaStatus::committed)
            .max()
            .orElse(0);
  }

  private static long applied(Reply.MemberStatus member) {
    NodeStatus status = member.status();
    return status == null
        ? -1
        : status.replicas().stream()
            .filter(r -> r.partition().equals(PartitionId.CATALOG))
            .mapToLong(NodeStatus.ReplicaStatus::applied)
            .max()
            .orElse(-1);
  }
}
