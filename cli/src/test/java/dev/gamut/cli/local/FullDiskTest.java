package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.wire.NodeStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three processes as `gamut up` starts them, each on a small disk that fills up under load: first
/// one node's, which leads some partitions and follows in the others, then all of them.
final class FullDiskTest {
  private static final int DISK_MEBIBYTES = 1280;
  private static final String TABLE = "registers";
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final String READ_ONLY = "read-only, disk full";
  private static final String SERVING = "serving";
  private static final double RESUME_SECONDS_MAX = 10;
  private static final long PATIENCE_SECONDS = 90;
  private static final long LOOK_MILLIS = 50;

  @Test
  void aFullDiskMakesANodeReadOnlyUntilThereIsRoomAndLosesNothing(@TempDir Path folder)
      throws Exception {
    Path place = folder.resolve("cluster");
    List<SmallDisk> disks = new ArrayList<>();
    try {
      mount(place, disks);
      try (ScratchCluster scratch = ScratchCluster.start(place);
          TcpClient client = scratch.connect()) {
        Trials.tellingOfNodes(
            scratch, () -> new Trial(scratch.cluster(), client, disks).run(folder));
      }
    } finally {
      for (SmallDisk disk : disks) {
        disk.unmount();
      }
    }
  }

  private static void mount(Path place, List<SmallDisk> disks) throws Exception {
    for (int i = 1; i <= UpCommand.NODES; i++) {
      try {
        disks.add(SmallDisk.mount(place.resolve("n" + i).resolve("data"), DISK_MEBIBYTES));
      } catch (SmallDisk.NotPermittedException why) {
        System.out.println("FULL DISKS ARE NOT TESTED: " + why.getMessage());
        Assumptions.abort(String.valueOf(why.getMessage()));
      }
    }
  }

  private static final class Trial {
    private final LocalCluster cluster;
    private final List<SmallDisk> disks;
    private final Leaders leaders;
    private final RecordedLoad load;
    private final BulkLoad bulk;

    Trial(LocalCluster cluster, TcpClient client, List<SmallDisk> disks)
        throws InterruptedException {
      this.cluster = cluster;
      this.disks = disks;
      Reply created = client.ask(new Call.CreateTable(RecordedLoad.spec(TABLE), TIMEOUT_NANOS));
      assertInstanceOf(Reply.Changed.class, created);
      load = new RecordedLoad(client, TABLE);
      bulk = new BulkLoad(client, TABLE, RecordedLoad.PARTITIONS);
      leaders = new Leaders(client, TABLE);
    }

    void run(Path folder) throws Exception {
      load.start();
      fillOne();
      fillAll();
      load.end();
      bulk.assertNothingLost();
      Histories.judge(folder, load);
    }

    private void fillOne() throws Exception {
      LocalNode full = cluster.nodes().getFirst();
      Set<Integer> led = leaders.awaitLedBy(full);
      int there = led.iterator().next();
      int elsewhere = leaders.awaitLedBy(cluster.nodes().get(1)).iterator().next();
      bulk.putSome(there, 8);
      disks.getFirst().fill();
      fillUntilReadOnly(List.of(full));
      assertReadOnly(there);
      assertEquals(RecordedLoad.End.APPLIED, bulk.put(elsewhere), "on a disk that has room");
      cluster.kill(full);
      cluster.start(full);
      cluster.awaitServing(List.of(full), PATIENCE_SECONDS);
      leaders.awaitLedBy(full);
      awaitMode(full, READ_ONLY, PATIENCE_SECONDS);
      assertReadOnly(there);
      disks.getFirst().free();
      assertResumes(List.of(full), List.of(there));
    }

    private void fillAll() throws Exception {
      for (LocalNode node : cluster.nodes()) {
        leaders.awaitLedBy(node);
      }
      for (SmallDisk disk : disks) {
        disk.fill();
      }
      fillUntilReadOnly(cluster.nodes());
      List<Integer> partitions = new ArrayList<>();
      for (LocalNode node : cluster.nodes()) {
        partitions.add(leaders.awaitLedBy(node).iterator().next());
      }
      for (int partition : partitions) {
        assertReadOnly(partition);
      }
      for (SmallDisk disk : disks) {
        disk.free();
      }
      assertResumes(cluster.nodes(), partitions);
    }

    private void fillUntilReadOnly(List<LocalNode> nodes) throws InterruptedException {
      long begun = System.nanoTime();
      bulk.putUntil(() -> areAll(nodes, READ_ONLY), PATIENCE_SECONDS);
      System.out.printf(
          "%s read-only %.1f s after the disk was full%n",
          nodes.stream().map(LocalNode::name).toList(), (System.nanoTime() - begun) / 1e9);
    }

    private boolean areAll(List<LocalNode> nodes, String mode) throws InterruptedException {
      for (LocalNode node : nodes) {
        NodeStatus status = leaders.statusOf(node);
        if (status == null || !status.mode().equals(mode)) {
          return false;
        }
      }
      return true;
    }

    private void awaitMode(LocalNode node, String mode, long seconds) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      while (!areAll(List.of(node), mode)) {
        assertTrue(
            System.nanoTime() < deadline, () -> node.name() + " is not " + mode + " in time");
        Thread.sleep(LOOK_MILLIS);
      }
    }

    /// Writes that need room are refused by name, reads and deletes are not.
    private void assertReadOnly(int partition) throws InterruptedException {
      bulk.putUntilRefusedAsReadOnly(partition, PATIENCE_SECONDS);
      bulk.assertReadable(partition);
      bulk.deleteOne(partition);
    }

    private void assertResumes(List<LocalNode> nodes, List<Integer> partitions)
        throws InterruptedException {
      long begun = System.nanoTime();
      for (LocalNode node : nodes) {
        awaitMode(node, SERVING, PATIENCE_SECONDS);
      }
      for (int partition : partitions) {
        while (bulk.put(partition) != RecordedLoad.End.APPLIED) {
          Thread.sleep(LOOK_MILLIS);
        }
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          "%s take writes %.1f s after there was room%n",
          nodes.stream().map(LocalNode::name).toList(), seconds);
      assertTrue(seconds <= RESUME_SECONDS_MAX, () -> "resumed only after " + seconds + " s");
    }
  }
}
