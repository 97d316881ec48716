package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.checker.CheckReport;
import dev.gamut.checker.CheckRequest;
import dev.gamut.checker.Checks;
import dev.gamut.checker.linearizability.CheckOptions;
import dev.gamut.checker.linearizability.Model;
import dev.gamut.checker.linearizability.Verdict;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three processes as `gamut up` starts them, on real sockets and a real disk, while they are
/// killed, frozen and all restarted under load. What the clients saw must be linearizable: nothing
/// acknowledged is lost, nothing happens twice.
///
/// Time is real here, so the bounds leave room for a busy machine; the figure for a quiet one is
/// printed.
final class RealProcessesTest {
  private static final String TABLE = "registers";
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int STRIKES = 8;
  private static final long BETWEEN_STRIKES_MILLIS = 4_500;
  private static final long DOWN_MILLIS = 2_500;
  private static final double OUTAGE_SECONDS_MAX = 3;

  /// On a machine that also builds, a JVM that is scheduled late makes an election late.
  private static final double OUTAGE_SECONDS_MAX_BUSY = 8;

  @Test
  void histories_stay_linearizable_while_leaders_are_killed_and_frozen(@TempDir Path folder)
      throws Exception {
    try (ScratchCluster scratch = ScratchCluster.start(folder.resolve("cluster"));
        TcpClient client = scratch.connect()) {
      createTable(client);
      RecordedLoad load = new RecordedLoad(client, TABLE);
      load.start();
      List<Long> kills = strike(scratch.cluster());
      restartAll(scratch.cluster());
      askAsNewcomer(scratch);
      Thread.sleep(BETWEEN_STRIKES_MILLIS);
      load.end();
      judge(folder, load);
      List<Double> outages = outages(load, kills);
      System.out.printf("write outage after each kill, in seconds: %.1f%n", outages.getLast());
      System.out.println("all of them: " + outages);
      assertTrue(
          outages.get(outages.size() / 2) <= OUTAGE_SECONDS_MAX
              && outages.getLast() <= OUTAGE_SECONDS_MAX_BUSY,
          "writes stood still for " + outages + " seconds after a kill");
    }
  }

  private static void createTable(TcpClient client) throws InterruptedException {
    TableSpec spec =
        new TableSpec(TABLE, StrategyKind.CONSENSUS, PartitionBy.HASH, 3, 3, List.of());
    Reply reply = client.ask(new Call.CreateTable(spec, TIMEOUT_NANOS));
    assertTrue(reply instanceof Reply.Changed, () -> "not created: " + reply);
  }

  /// Strikes each node in turn, which leads a third of the partitions: mostly dead, sometimes cold.
  /// Returns when each was killed.
  private static List<Long> strike(LocalCluster cluster) throws IOException, InterruptedException {
    List<Long> kills = new ArrayList<>();
    for (int i = 0; i < STRIKES; i++) {
      Thread.sleep(BETWEEN_STRIKES_MILLIS);
      LocalNode victim = cluster.nodes().get(i % 3);
      if (i % 4 == 3) {
        cluster.pause(victim);
        Thread.sleep(DOWN_MILLIS);
        cluster.resume(victim);
      } else {
        kills.add(System.nanoTime());
        cluster.kill(victim);
        Thread.sleep(DOWN_MILLIS);
        cluster.start(victim);
      }
      cluster.awaitServing(cluster.nodes(), 60);
    }
    return kills;
  }

  private static void restartAll(LocalCluster cluster) throws IOException, InterruptedException {
    for (LocalNode node : cluster.nodes()) {
      cluster.kill(node);
    }
    for (LocalNode node : cluster.nodes()) {
      cluster.start(node);
    }
    cluster.awaitServing(cluster.nodes(), 60);
  }

  /// Nodes that come back must not deny a table that they have only not read about again yet.
  private static void askAsNewcomer(ScratchCluster scratch) throws InterruptedException {
    try (TcpClient newcomer = scratch.connect()) {
      Key nobody = Key.of("nobody");
      Reply reply = newcomer.ask(new Call.Get(TABLE, nobody, ReadTerms.within(TIMEOUT_NANOS)));
      assertTrue(reply instanceof Reply.Read, () -> "after a restart of all nodes: " + reply);
    }
  }

  private static void judge(Path folder, RecordedLoad load) throws Exception {
    String history = load.history();
    Path file = Files.writeString(folder.resolve("history.jsonl"), history);
    CheckReport report =
        Checks.check(
            file,
            CheckRequest.of(Model.named("cas-register"))
                .withKeys(CheckRequest.Keys.FIELD)
                .withNilReads(CheckOptions.NilReads.ABSENT));
    assertEquals(Verdict.LINEARIZABLE, report.verdict(), () -> report.text(120));
    int acknowledged = load.acknowledged().size();
    System.out.printf(
        "%d acknowledged writes, history of %d lines over %d keys: linearizable%n",
        acknowledged, history.lines().count(), report.keys().size());
    assertTrue(acknowledged > 1_000, "little was written: " + acknowledged);
  }

  /// How long, at most, a write waited that was under way when a node was killed, or began within
  /// the second after; a kill each, rising.
  private static List<Double> outages(RecordedLoad load, List<Long> kills) {
    List<Double> seconds = new ArrayList<>();
    for (long kill : kills) {
      long second = TimeUnit.SECONDS.toNanos(1);
      double longest = 0;
      for (RecordedLoad.Write write : load.acknowledged()) {
        if (write.endedNanos() > kill && write.begunNanos() < kill + second) {
          longest = Math.max(longest, (write.endedNanos() - write.begunNanos()) / 1e9);
        }
      }
      seconds.add(Math.round(longest * 100) / 100.0);
    }
    seconds.sort(null);
    return seconds;
  }
}
