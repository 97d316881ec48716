package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With real processes, which are stand-ins for nodes.
@Timeout(120)
final class LocalClusterTest {
  private static final NodeJvm JVM =
      new NodeJvm(NodeJvm.ofThisProcess().prefix(), StandInNode.class.getName());
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path temporary = Path.of("replaced");
  private Path folder = temporary;
  private int port;

  @BeforeEach
  void choose() throws IOException {
    folder = temporary.resolve("a cluster");
    Files.createDirectories(folder);
    port = sixFreePorts();
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    if (ClusterFile.isIn(folder)) {
      for (LocalNode node : LocalCluster.open(folder, JVM).nodes()) {
        LocalCluster.open(folder, JVM).kill(node);
      }
    }
  }

  /// Below the range that the kernel takes outgoing connections' ports from: a port of that range
  /// may be taken by anybody's connection while its node is down.
  private static int sixFreePorts() {
    int start = 10_000 + (int) (ProcessHandle.current().pid() % 3000) * 6;
    while (true) {
      boolean free = true;
      for (int i = 0; i < 6 && free; i++) {
        free = isFree(start + i);
      }
      if (free) {
        return start;
      }
      start += 6;
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException _) {
      return false;
    }
  }

  private LocalCluster create() throws IOException {
    ClusterFile file =
        new ClusterFile("00c0ffee00c0ffee", ClusterFile.membersFrom(port, 3), 1, 256);
    return LocalCluster.create(folder, file, JVM);
  }

  private void startAll(LocalCluster cluster) throws IOException, InterruptedException {
    for (LocalNode node : cluster.nodes()) {
      cluster.start(node);
    }
    cluster.awaitServing(cluster.nodes(), PATIENCE_SECONDS);
  }

  private static List<LocalNode.State> states(LocalCluster cluster) throws IOException {
    return List.of(
        cluster.nodes().get(0).state(),
        cluster.nodes().get(1).state(),
        cluster.nodes().get(2).state());
  }

  @Test
  void nodesAreKilledPausedResumedAndStartedAgain() throws IOException, InterruptedException {
    LocalCluster cluster = create();
    assertEquals(cluster.file(), ClusterFile.read(folder));
    startAll(cluster);
    LocalNode n1 = cluster.node("n1");
    LocalNode n2 = cluster.node("2");

    cluster.kill(n1);
    cluster.pause(n2);
    assertEquals(
        List.of(LocalNode.State.STOPPED, LocalNode.State.PAUSED, LocalNode.State.RUNNING),
        states(cluster));
    assertEquals("paused", NodeView.of(n2).state());
    assertEquals("stopped", NodeView.of(n1).state());

    cluster.resume(n2);
    cluster.start(n1);
    cluster.awaitServing(cluster.nodes(), PATIENCE_SECONDS);
    assertEquals("serving", NodeView.of(n1).state());
    assertEquals("n1 serves", Log.tail(n1.output(), 5));
    assertEquals("00c0ffee00c0ffee", Files.readString(n1.data().resolve("mine")));

    cluster.pause(n2);
    cluster.end(cluster.nodes(), _ -> {});
    assertEquals(
        List.of(LocalNode.State.STOPPED, LocalNode.State.STOPPED, LocalNode.State.STOPPED),
        states(cluster));
  }

  @Test
  void aNodeThatCannotStartIsShownWithItsLastWords() throws IOException {
    LocalCluster cluster = create();
    LocalNode n1 = cluster.node("n1");
    Files.createDirectories(n1.data());
    Files.writeString(n1.data().resolve("broken"), "");
    cluster.start(n1);
    CommandException refused =
        assertThrows(
            CommandException.class, () -> cluster.awaitServing(List.of(n1), PATIENCE_SECONDS));
    assertEquals(Exit.UNAVAILABLE, refused.exit());
    assertEquals("n1 ended while starting; it last said:\nthe data is broken", refused.text());
  }

  @Test
  void aStrangerWithADeadNodesProcessIdIsLeftAlone() throws IOException {
    LocalNode n1 = create().node("n1");
    Files.createDirectories(n1.folder());
    ProcessRecord own = ProcessRecord.of(ProcessHandle.current());
    assertEquals(ProcessHandle.current(), own.process().orElseThrow());
    new ProcessRecord(own.id(), "another birth").write(n1.folder().resolve("pid"));
    assertEquals(LocalNode.State.STOPPED, n1.state());
    assertTrue(n1.process().isEmpty());
  }

  @Test
  void aTakenPortIsNamedBeforeAnythingStarts() throws IOException {
    LocalCluster cluster = create();
    LocalNode n1 = cluster.node("n1");
    try (ServerSocket stranger =
        new ServerSocket(n1.member().httpPort(), 1, InetAddress.getLoopbackAddress())) {
      CommandException refused = assertThrows(CommandException.class, () -> cluster.start(n1));
      assertEquals(Exit.UNAVAILABLE, refused.exit());
      assertEquals(
          "another program listens on port " + stranger.getLocalPort() + " (n1)", refused.text());
      assertFalse(Files.exists(n1.log()));
    }
  }

  @Test
  void anUnknownNodeIsAnsweredWithTheNearest() throws IOException {
    CommandException refused = assertThrows(CommandException.class, () -> create().node("m1"));
    assertEquals("there is no node m1; did you mean \"n1\"?", refused.text());
  }

  @Test
  void oneCommandAtATimeWorksOnAFolder() throws IOException {
    try (FolderLock _ = FolderLock.take(folder)) {
      CommandException refused =
          assertThrows(CommandException.class, () -> FolderLock.take(folder).close());
      assertEquals(Exit.UNAVAILABLE, refused.exit());
    }
    FolderLock.take(folder).close();
  }
}
