package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three processes as `gamut up` starts them, on real sockets and a real disk, while they are
/// killed, frozen and all restarted under load. What the clients saw must be linearizable: nothing
/// acknowledged is lost, nothing happens twice.
///
/// `-Dgamut.kill.minutes=N` kills for longer, for a finer look at the outages; then with
/// `-Dgamut.kill.pauseMillis=25`, so that the history does not become too long.
final class RealProcessesTest {
  private static final String TABLE = "registers";
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final double MINUTES =
      Double.parseDouble(System.getProperty("gamut.kill.minutes", "1"));
  private static final int FREEZES = 2;
  private static final long DOWN_MILLIS = 3_000;

  /// A node that starts beside others under load, without the cache of classes that `gamut` trains.
  private static final long PATIENCE_SECONDS = 120;

  private static final long FROZEN_MILLIS = 2_500;

  private static final int ENOUGH_FOR_A_MEDIAN = 16;

  /// For the 99th percentile; of fewer than a hundred outages, where that is the longest, for the
  /// 90th.
  private static final double OUTAGE_SECONDS_MAX = 3;

  private static final double LONGEST_OUTAGE_SECONDS_MAX = 5;

  /// Followers hear that a leader's process has ended; the least election timeout is 1 s.
  private static final double TYPICAL_OUTAGE_SECONDS_MAX = 1;

  @Test
  void historiesStayLinearizableWhileLeadersAreKilledAndFrozen(@TempDir Path folder)
      throws Exception {
    try (ScratchCluster scratch = ScratchCluster.start(folder.resolve("cluster"));
        TcpClient client = scratch.connect()) {
      Trials.tellingOfNodes(scratch, () -> killAndFreeze(scratch, client, folder));
    }
  }

  private static void killAndFreeze(ScratchCluster scratch, TcpClient client, Path folder)
      throws Exception {
    Reply created = client.ask(new Call.CreateTable(RecordedLoad.spec(TABLE), TIMEOUT_NANOS));
    assertTrue(created instanceof Reply.Changed, () -> "not created: " + created);
    RecordedLoad load = new RecordedLoad(client, TABLE);
    Leaders leaders = new Leaders(client, TABLE);
    load.start();
    List<Outages.Kill> kills = killLeaders(scratch.cluster(), leaders);
    freezeLeaders(scratch.cluster(), leaders);
    restartAll(scratch.cluster());
    askAsNewcomer(scratch);
    leaders.awaitLedBy(scratch.cluster().nodes().getFirst());
    load.end();
    Histories.judge(folder, load);
    Outages outages = new Outages(load.writes(), kills);
    System.out.println(outages);
    judge(outages);
  }

  private static void judge(Outages outages) {
    assertTrue(
        outages.count() < ENOUGH_FOR_A_MEDIAN
            || outages.quantile(0.5) <= TYPICAL_OUTAGE_SECONDS_MAX,
        () -> "followers waited for an ended leader: " + outages);
    assertTrue(
        outages.quantile(outages.count() < 100 ? 0.9 : 0.99) <= OUTAGE_SECONDS_MAX
            && outages.quantile(1) <= LONGEST_OUTAGE_SECONDS_MAX,
        () -> "writes stood still for too long after a kill: " + outages);
  }

  /// Kills one node after the other, each when it leads what it should, with kill -9. It stays down
  /// for longer than an outage may last, so that its coming back does not end one.
  private static List<Outages.Kill> killLeaders(LocalCluster cluster, Leaders leaders)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + (long) (MINUTES * TimeUnit.MINUTES.toNanos(1));
    List<Outages.Kill> kills = new ArrayList<>();
    for (int i = 0; System.nanoTime() < end; i++) {
      LocalNode victim = cluster.nodes().get(i % cluster.nodes().size());
      long begun = System.nanoTime();
      Set<Integer> led = leaders.awaitLedBy(victim);
      long killed = System.nanoTime();
      kills.add(new Outages.Kill(killed, led));
      cluster.kill(victim);
      Thread.sleep(DOWN_MILLIS);
      long started = System.nanoTime();
      cluster.start(victim);
      cluster.awaitServing(cluster.nodes(), PATIENCE_SECONDS);
      System.out.printf(
          "%s killed (%.1f s until it led), served %.1f s after its start%n",
          victim.name(), (killed - begun) / 1e9, (System.nanoTime() - started) / 1e9);
    }
    return kills;
  }

  private static void freezeLeaders(LocalCluster cluster, Leaders leaders)
      throws IOException, InterruptedException {
    for (int i = 0; i < FREEZES; i++) {
      LocalNode victim = cluster.nodes().get(i % cluster.nodes().size());
      leaders.awaitLedBy(victim);
      cluster.pause(victim);
      Thread.sleep(FROZEN_MILLIS);
      cluster.resume(victim);
      cluster.awaitServing(cluster.nodes(), PATIENCE_SECONDS);
    }
  }

  private static void restartAll(LocalCluster cluster) throws IOException, InterruptedException {
    for (LocalNode node : cluster.nodes()) {
      cluster.kill(node);
    }
    for (LocalNode node : cluster.nodes()) {
      cluster.start(node);
    }
    cluster.awaitServing(cluster.nodes(), PATIENCE_SECONDS);
  }

  /// Nodes that come back must not deny a table that they have only not read about again yet.
  private static void askAsNewcomer(ScratchCluster scratch) throws InterruptedException {
    try (TcpClient newcomer = scratch.connect()) {
      Key nobody = Key.of("nobody");
      Reply reply = newcomer.ask(new Call.Get(TABLE, nobody, ReadTerms.within(TIMEOUT_NANOS)));
      assertTrue(reply instanceof Reply.Read, () -> "after a restart of all nodes: " + reply);
    }
  }
}
