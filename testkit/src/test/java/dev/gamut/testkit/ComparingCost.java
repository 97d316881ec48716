package dev.gamut.testkit;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import dev.gamut.client.Table;
import dev.gamut.client.WriteOptions;
import dev.gamut.client.core.Call;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long it takes three nodes on this machine to know whether they hold the same of one
/// partition, on disk, values of 100 bytes. Not a test of anything, so it runs only when asked for:
///
///     ./gamut test -pl testkit -am -Dtest=ComparingCost -Dkeys=1000000 -Dorder=HASH \
///         -Dsurefire.failIfNoSpecifiedTests=false
///
/// What is measured: a restarted node reads its store and is compared with both others; then a
/// thousand keys more, of which each replica loses some, are found. Embedded nodes begin a
/// comparison every second, instead of every ten.
final class ComparingCost {
  private static final int KEYS = Integer.getInteger("keys", 100_000);
  private static final PartitionBy ORDER = PartitionBy.valueOf(System.getProperty("order", "HASH"));
  private static final int BATCH = 500;
  private static final String COMPARISONS = "gamut_replica_comparisons_total{table=\"big\"}";
  private static final String DIFFERENCES = "gamut_replica_differences_total{table=\"big\"}";

  @TempDir private Path folder = Path.of("replaced");

  private double sample(String address, String name) throws IOException, InterruptedException {
    return HttpCalls.metrics(address).value(name);
  }

  private double sum(EmbeddedCluster cluster, String name)
      throws IOException, InterruptedException {
    double sum = 0;
    for (String address : cluster.httpAddresses()) {
      sum += sample(address, name);
    }
    return sum;
  }

  private static void fill(Table table, int from, int to) {
    List<Call.Entry> entries = new ArrayList<>(BATCH);
    for (int i = from; i < to; i++) {
      Value value = Value.bytes(Bytes.utf8("%010d".formatted(i).repeat(10)));
      entries.add(Call.Entry.of(Key.of("key %09d".formatted(i)), value));
      if (entries.size() == BATCH || i + 1 == to) {
        table.putAll(entries, WriteOptions.DEFAULT);
        entries.clear();
      }
    }
  }

  private static void pause() {
    LockSupport.parkNanos(20_000_000);
  }

  @Test
  void cost() throws IOException, InterruptedException {
    EmbeddedConfig config = EmbeddedConfig.onDisk(folder).withNodes(3).withHttp();
    try (EmbeddedCluster cluster = Gamut.embedded(config)) {
      Table table =
          cluster
              .client()
              .createTable(new TableSpec("big", StrategyKind.LEADERLESS, ORDER, 1, 3, List.of()));
      long begin = System.nanoTime();
      fill(table, 0, KEYS);
      told("%,d keys put".formatted(KEYS), begin);
      double before = sum(cluster, COMPARISONS);
      begin = System.nanoTime();
      while (sum(cluster, COMPARISONS) < before + 12) {
        pause();
      }
      told("12 comparisons, one of each pair at a time and node, all equal", begin);
      cluster.stop(2);
      begin = System.nanoTime();
      cluster.start(2);
      told("a node restarted", begin);
      String address = cluster.httpAddresses().get(1);
      begin = System.nanoTime();
      while (sample(address, COMPARISONS) < 2) {
        pause();
      }
      told("it has read its store and compared it with both others", begin);
      IO.println("differences: " + sum(cluster, DIFFERENCES));
      lose(cluster, table);
    }
  }

  private void lose(EmbeddedCluster cluster, Table table) throws IOException, InterruptedException {
    Defect.plant(EnumSet.of(Defect.LOSE_TAKEN_VALUE));
    fill(table, KEYS, KEYS + 1_000);
    Defect.clear();
    long begin = System.nanoTime();
    while (sum(cluster, DIFFERENCES) == 0) {
      pause();
    }
    told("the first difference is found", begin);
    double before = sum(cluster, COMPARISONS);
    while (sum(cluster, COMPARISONS) < before + 12) {
      pause();
    }
    told("every pair was compared since", begin);
    IO.println("differences: " + sum(cluster, DIFFERENCES));
  }

  private static void told(String what, long begin) {
    IO.println("%s: %.1f s".formatted(what, (System.nanoTime() - begin) / 1e9));
  }
}
