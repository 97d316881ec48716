package dev.gamut.cli.local;

import dev.gamut.bench.client.TcpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A cluster with the defaults of `gamut up`, on ports that happen to be free, that ends with the
/// program that started it.
public final class ScratchCluster implements AutoCloseable {
  /// Below the range that connections' own ports are taken from.
  private static final int FIRST_PORT = 10_000;

  private static final int LAST_PORT = 30_000;
  private static final long SERVE_SECONDS = 60;

  private final LocalCluster cluster;
  private final Thread lastResort = new Thread(this::killAll, "end scratch cluster");

  private ScratchCluster(LocalCluster cluster) {
    this.cluster = cluster;
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /// Returns when all nodes serve.
  ///
  /// @param folder new or empty
  public static ScratchCluster start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    ClusterFile file =
        new ClusterFile(
            "%016x".formatted(1 + new SecureRandom().nextLong(Long.MAX_VALUE)),
            ClusterFile.membersFrom(freePorts(2 * UpCommand.NODES), UpCommand.NODES),
            UpCommand.LOOPS,
            UpCommand.MEMORY_MEBIBYTES);
    ScratchCluster scratch =
        new ScratchCluster(LocalCluster.create(folder, file, NodeJvm.ofThisProcess()));
    try {
      for (LocalNode node : scratch.cluster.nodes()) {
        scratch.cluster.start(node);
      }
      scratch.cluster.awaitServing(scratch.cluster.nodes(), SERVE_SECONDS);
      return scratch;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      scratch.close();
      throw failure;
    }
  }

  /// So many free ports in a row. Each process begins to look elsewhere: what one has found is free
  /// until its nodes have opened it, and while they are down.
  private static int freePorts(int count) throws IOException {
    int rows = (LAST_PORT - FIRST_PORT) / count;
    long begin = ProcessHandle.current().pid();
    for (int i = 0; i < rows; i++) {
      int first = FIRST_PORT + count * (int) ((begin + i) % rows);
      if (IntStream.range(first, first + count).allMatch(ScratchCluster::isFree)) {
        return first;
      }
    }
    throw new IOException("no " + count + " free ports in a row below " + LAST_PORT);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException _) {
      return false;
    }
  }

  public LocalCluster cluster() {
    return cluster;
  }

  public TcpClient connect() {
    return cluster.connect();
  }

  /// Processor time that its processes have used.
  public double cpuSeconds() {
    double seconds = 0;
    for (long process : processes()) {
      Duration used =
          ProcessHandle.of(process)
              .flatMap(handle -> handle.info().totalCpuDuration())
              .orElse(Duration.ZERO);
      seconds += used.toNanos() / 1e9;
    }
    return seconds;
  }

  /// The ids of its processes that run.
  public List<Long> processes() {
    List<Long> ids = new ArrayList<>();
    for (LocalNode node : cluster.nodes()) {
      try {
        node.process().ifPresent(process -> ids.add(process.pid()));
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }
    return ids;
  }

  @Override
  public void close() {
    killAll();
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException _) {
      // This process is ending already, and the hook finds nothing left to end.
    }
  }

  private void killAll() {
    for (LocalNode node : cluster.nodes()) {
      try {
        cluster.kill(node);
      } catch (IOException _) {
        // Its process file cannot be read: there is nothing to be killed by.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
