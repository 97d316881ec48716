package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import dev.gamut.client.Table;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes compare what they hold of leaderless tables, on their real stores; `/metrics` says so.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ReplicasComparedTest {
  private static final String COMPARISONS = "gamut_replica_comparisons_total{table=\"carts\"}";
  private static final String DIFFERENCES = "gamut_replica_differences_total{table=\"carts\"}";

  @TempDir private Path folder = Path.of("replaced");

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  private double sum(EmbeddedCluster cluster, String sample)
      throws IOException, InterruptedException {
    double sum = 0;
    for (String address : cluster.httpAddresses()) {
      sum += HttpCalls.metrics(address).value(sample);
    }
    return sum;
  }

  private static Table carts(EmbeddedCluster cluster, PartitionBy order) {
    return cluster
        .client()
        .createTable(new TableSpec("carts", StrategyKind.LEADERLESS, order, 2, 3, splits(order)));
  }

  private static List<Bytes> splits(PartitionBy order) {
    return order == PartitionBy.HASH ? List.of() : List.of(Bytes.utf8("k15"));
  }

  /// Each partition has six pairs: twelve comparisons are one of each.
  private void awaitComparisons(EmbeddedCluster cluster, int more)
      throws IOException, InterruptedException {
    double before = sum(cluster, COMPARISONS);
    while (sum(cluster, COMPARISONS) < before + more) {
      Thread.onSpinWait();
    }
  }

  private void equal(EmbeddedConfig config, PartitionBy order)
      throws IOException, InterruptedException {
    try (EmbeddedCluster cluster = Gamut.embedded(config.withNodes(3).withHttp())) {
      Table table = carts(cluster, order);
      for (int i = 0; i < 300; i++) {
        table.put("k" + i % 200, "v" + i);
      }
      table.delete("k7");
      awaitComparisons(cluster, 24);
      assertEquals(0, sum(cluster, DIFFERENCES));
    }
  }

  private void different(EmbeddedConfig config, PartitionBy order)
      throws IOException, InterruptedException {
    Defect.plant(EnumSet.of(Defect.LOSE_TAKEN_VALUE));
    try (EmbeddedCluster cluster = Gamut.embedded(config.withNodes(3).withHttp())) {
      Table table = carts(cluster, order);
      for (int i = 0; i < 200; i++) {
        table.put("k" + i, "v" + i);
      }
      while (sum(cluster, DIFFERENCES) == 0) {
        Thread.onSpinWait();
      }
      // Every fourth write of each home is lost by both others.
      awaitComparisons(cluster, 24);
      double found = sum(cluster, DIFFERENCES);
      assertTrue(found > 60 && found <= 100, found + " differences");
    }
  }

  @Test
  void replicasThatAreEqualAreFoundEqualOnDisk() throws IOException, InterruptedException {
    equal(EmbeddedConfig.onDisk(folder), PartitionBy.HASH);
  }

  @Test
  void replicasThatAreEqualAreFoundEqualInMemory() throws IOException, InterruptedException {
    equal(EmbeddedConfig.inMemory(), PartitionBy.RANGE);
  }

  @Test
  void whatAReplicaLostIsFoundOnDisk() throws IOException, InterruptedException {
    different(EmbeddedConfig.onDisk(folder), PartitionBy.RANGE);
  }

  @Test
  void whatAReplicaLostIsFoundInMemory() throws IOException, InterruptedException {
    different(EmbeddedConfig.inMemory(), PartitionBy.HASH);
  }
}
