package dev.gamut.testkit;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import dev.gamut.client.GamutException;
import dev.gamut.client.Table;
import dev.gamut.client.WriteOptions;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Key;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A replica moves to another node, on real stores, while a client writes; and the cluster comes
/// back from its disks as it was then.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ReplicasMoveTest {
  private static final int KEYS = 300;

  @TempDir private Path folder = Path.of("replaced");

  private static PartitionDescriptor partition(Gamut client) {
    return requireNonNull(client.catalog().table("carts")).partitions().getFirst();
  }

  private static NodeId free(Gamut client) {
    return client.catalog().members().stream()
        .map(Member::id)
        .filter(node -> !partition(client).replicas().contains(node))
        .findFirst()
        .orElseThrow();
  }

  private static boolean lock(Table table) {
    Value owner = Value.bytes(Bytes.utf8("me"));
    return table.put(Key.of("lock"), owner, WriteOptions.ifAbsent()).isApplied();
  }

  /// Writes all the time until it has arrived.
  private static int move(Gamut client, Table table, NodeId from, NodeId to) {
    client.moveReplica(partition(client).id(), from, to, false);
    int writes = 0;
    while (partition(client).peers().move() != null) {
      assertTrue(table.put(to + "-" + writes, "v" + writes).isApplied());
      writes++;
    }
    return writes;
  }

  private void moves(boolean sloppy) {
    EmbeddedConfig config = EmbeddedConfig.onDisk(folder).withNodes(4);
    Quorums quorums = new Quorums(2, 2, sloppy, ConflictPolicy.SIBLINGS);
    int writes;
    NodeId moved;
    try (EmbeddedCluster cluster = Gamut.embedded(config)) {
      Gamut client = cluster.client();
      Table table =
          client.createTable(
              new TableSpec(
                  "carts", StrategyKind.LEADERLESS, PartitionBy.HASH, 1, 3, List.of(), quorums));
      for (int i = 0; i < KEYS; i++) {
        table.put("k" + i, "v" + i);
      }
      assertTrue(lock(table));
      NodeId from = partition(client).replicas().getFirst();
      NodeId to = free(client);
      moved = to;
      writes = move(client, table, from, to);
      assertTrue(partition(client).replicas().contains(to));
      assertFalse(partition(client).replicas().contains(from));
      assertEquals(sloppy, partition(client).participants().contains(from));
      assertTrue(writes > 0, "it was over at once");
      assertFalse(lock(table), "it was decided before");
      NodeId elsewhere = from.equals(new NodeId(1)) ? new NodeId(2) : new NodeId(1);
      GamutException refused =
          assertThrows(
              GamutException.class,
              () -> client.moveReplica(partition(client).id(), from, elsewhere, false));
      assertTrue(
          requireNonNull(refused.getMessage()).contains("has no replica"), refused.getMessage());
      move(client, table, to, from);
      assertTrue(partition(client).replicas().contains(from), "it can move back");
    }
    try (EmbeddedCluster cluster = Gamut.embedded(config)) {
      Table table = cluster.client().table("carts");
      for (int i = 0; i < KEYS; i++) {
        assertEquals("v" + i, table.get("k" + i).text().orElseThrow());
      }
      for (int i = 0; i < writes; i++) {
        assertEquals("v" + i, table.get(moved + "-" + i).text().orElseThrow());
      }
      assertFalse(lock(table));
    }
  }

  @Test
  void aReplicaMovesThereAndBack() {
    moves(false);
  }

  @Test
  void aFallbackBecomesAHomeAndTheHomeAFallback() {
    moves(true);
  }
}
