package dev.gamut.server.embedded;

import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.server.DirectoryStorage;
import dev.gamut.server.NodeSetup;
import dev.gamut.server.NodeStorage;
import dev.gamut.server.ServerNode;
import dev.gamut.server.config.Member;
import dev.gamut.server.config.NodeConfig;
import dev.gamut.server.http.HttpDoor;
import dev.gamut.storage.journal.JournalConfig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node of an embedded cluster: what it keeps, and the running node while there is one.
final class EmbeddedNode {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedNode.class);
  private static final int MEBIBYTE = 1 << 20;
  private static final long SERVE_SECONDS_MAX = 30;
  private static final long LOOK_NANOS = 2_000_000;

  /// Segments of 16 MiB and 1 GiB in all: a test should not wait for a server's preallocation.
  private static final JournalConfig JOURNAL =
      new JournalConfig(
          16 * MEBIBYTE,
          1,
          1024 * MEBIBYTE,
          512 * MEBIBYTE,
          16 * MEBIBYTE,
          8 * MEBIBYTE,
          4096,
          5_000_000,
          500_000_000,
          false);

  /// Homes of leaderless tables are compared every second: a test has no ten.
  private static final ComparingConfig COMPARING =
      new ComparingConfig(1_000_000_000, 100_000_000, 10_000_000, 256 << 10, 60_000_000_000L);

  private final NodeConfig config;
  private final NodeStorage storage;
  private final boolean http;
  private @Nullable ServerNode node;
  private @Nullable HttpDoor door;
  private volatile @Nullable Throwable brokenBy;

  private EmbeddedNode(NodeConfig config, NodeStorage storage, boolean http) {
    this.config = config;
    this.storage = storage;
    this.http = http;
  }

  static EmbeddedNode inMemory(NodeConfig config, boolean http) {
    return new EmbeddedNode(config, new MemoryStorage(), http);
  }

  static EmbeddedNode onDisk(NodeConfig config, boolean http) {
    NodeStorage storage = new DirectoryStorage(config, JOURNAL, 64 * MEBIBYTE);
    return new EmbeddedNode(config, storage, http);
  }

  Member member() {
    return config.self();
  }

  void start() throws IOException {
    if (node != null) {
      return;
    }
    brokenBy = null;
    ServerNode started =
        ServerNode.start(
            new NodeSetup(config, raft(config.members().size()), COMPARING, storage, this::broken));
    node = started;
    if (http) {
      door = HttpDoor.open(started);
    }
  }

  /// Nodes in one process are near each other, so a dead leader is missed, and a commit told of,
  /// sooner. A node that is alone waits for nobody's vote.
  private static RaftConfig raft(int nodes) {
    long milli = 1_000_000;
    return RaftConfig.defaults()
        .withTimes(
            (nodes == 1 ? 30 : 300) * milli,
            (nodes == 1 ? 60 : 600) * milli,
            (nodes == 1 ? 10 : 75) * milli,
            5 * milli);
  }

  /// The program around this node is not ours to end: the node alone stops working.
  private void broken(String where, Throwable cause) {
    LOG.error("{} of the embedded {} broke, and the node does nothing more", where, this, cause);
    brokenBy = cause;
  }

  /// Waits until it serves.
  void awaitServing() throws IOException {
    ServerNode running = node;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SERVE_SECONDS_MAX);
    while (running != null && !running.mode().equals("serving")) {
      Throwable cause = brokenBy;
      if (cause != null) {
        throw new IOException("the embedded " + this + " broke while it started: " + cause, cause);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "the embedded %s does not serve after %d s: %s"
                .formatted(this, SERVE_SECONDS_MAX, running.mode()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  void stop() {
    HttpDoor openDoor = door;
    if (openDoor != null) {
      openDoor.close();
      door = null;
    }
    ServerNode running = node;
    node = null;
    if (running != null) {
      try {
        running.close();
      } catch (IOException e) {
        LOG.warn("the embedded {} did not stop in order: {}", this, e.getMessage());
      }
    }
  }

  @Override
  public String toString() {
    return config.nodeId().toString();
  }
}
