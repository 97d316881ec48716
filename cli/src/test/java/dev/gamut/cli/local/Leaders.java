package dev.gamut.cli.local;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.wire.NodeStatus;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// Who leads the partitions of a table, as the nodes themselves say.
final class Leaders {
  private static final long PATIENCE_SECONDS = 60;
  private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_MILLIS = 50;

  private final TcpClient client;
  private final Table table;

  Leaders(TcpClient client, String table) throws InterruptedException {
    this.client = client;
    Reply reply = client.ask(new Call.GetCatalog(TimeUnit.SECONDS.toNanos(10)));
    Table found = reply instanceof Reply.CatalogIs(var catalog) ? catalog.table(table) : null;
    if (found == null) {
      throw new IllegalStateException("no table " + table + ": " + reply);
    }
    this.table = found;
  }

  /// Waits until a node leads every partition of which its replica is the preferred one; returns
  /// their places in the table.
  Set<Integer> awaitLedBy(LocalNode node) throws InterruptedException {
    Set<Integer> preferred = new TreeSet<>();
    List<PartitionDescriptor> partitions = table.partitions();
    for (int i = 0; i < partitions.size(); i++) {
      if (partitions.get(i).replicas().getFirst().equals(node.member().id())) {
        preferred.add(i);
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!ledBy(node).containsAll(preferred)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s leads only %s of %s after %d s"
                .formatted(node.name(), ledBy(node), preferred, PATIENCE_SECONDS));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return preferred;
  }

  private Set<Integer> ledBy(LocalNode node) throws InterruptedException {
    Set<Integer> led = new TreeSet<>();
    NodeStatus status = statusOf(node);
    if (status != null) {
      for (NodeStatus.ReplicaStatus replica : status.replicas()) {
        for (int i = 0; i < table.partitions().size(); i++) {
          boolean same = table.partitions().get(i).id().equals(replica.partition());
          if (same && replica.role().equals("leader")) {
            led.add(i);
          }
        }
      }
    }
    return led;
  }

  /// What a node says of itself now; null when it does not answer.
  @org.jspecify.annotations.Nullable
  NodeStatus statusOf(LocalNode node) throws InterruptedException {
    if (client.ask(new Call.GetStatus(ASK_NANOS)) instanceof Reply.Statuses(var members)) {
      for (Reply.MemberStatus member : members) {
        if (member.member().id().equals(node.member().id())) {
          return member.status();
        }
      }
    }
    return null;
  }
}
