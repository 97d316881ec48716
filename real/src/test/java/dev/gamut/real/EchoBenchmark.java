package dev.gamut.real;

import com.sun.management.OperatingSystemMXBean;
import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.wire.frame.Versions;
import dev.gamut.world.Connection;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/// Frames of 128 bytes to a node and back, over loopback, in one process. Arguments: transport, how
/// many in flight, bytes a frame, seconds a round, rounds.
final class EchoBenchmark {
  private static final int LATENCIES_MAX = 1 << 20;

  private EchoBenchmark() {}

  /// Keeps a number of frames under way and counts those that come back.
  private static final class Echoer implements Connection.Handler {
    private final int inFlight;
    private final Bytes frame;
    private final long[] sentNanos;
    private final int[] latencies = new int[LATENCIES_MAX];
    private final CountDownLatch opened = new CountDownLatch(1);
    volatile long received;

    Echoer(int inFlight, int size) {
      this.inFlight = inFlight;
      frame = Bytes.wrap(new byte[size]);
      sentNanos = new long[inFlight];
    }

    @Override
    public void opened(Connection connection) {
      opened.countDown();
      for (int i = 0; i < inFlight; i++) {
        sentNanos[i] = System.nanoTime();
        connection.send(frame);
      }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    public void receive(Connection connection, Bytes answer) {
      long now = System.nanoTime();
      int slot = (int) (received % inFlight);
      latencies[(int) (received & (LATENCIES_MAX - 1))] = (int) (now - sentNanos[slot]);
      sentNanos[slot] = now;
      received++;
      connection.send(frame);
    }

    @Override
    public void closed(Connection connection, String reason) {
      System.out.println("closed: " + reason);
    }
  }

  /// Sends back whatever comes.
  private static final class Mirror implements Connection.Handler {
    @Override
    public void opened(Connection connection) {}

    @Override
    public void receive(Connection connection, Bytes frame) {
      connection.send(frame);
    }

    @Override
    public void closed(Connection connection, String reason) {}
  }

  public static void main(String[] arguments) throws Exception {
    Transport transport = Transport.valueOf(arguments[0]);
    int inFlight = Integer.parseInt(arguments[1]);
    int size = Integer.parseInt(arguments[2]);
    int seconds = Integer.parseInt(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    FatalHandler fatal = (_, cause) -> cause.printStackTrace();
    Path directory = Files.createTempDirectory("echo");
    RealConfiguration defaults =
        RealConfiguration.of(directory, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    RealConfiguration configuration =
        new RealConfiguration(
            directory,
            1,
            1,
            defaults.listen(),
            transport,
            0,
            1024,
            defaults.handshake(),
            defaults.peers(),
            defaults.clients());
    try (RealWorld world = RealWorld.open(configuration, fatal);
        NettyLoop loop = new NettyLoop("client", transport, new RealClock(0), fatal)) {
      UUID cluster = new UUID(1, 1);
      NodeIdentity identity =
          new NodeIdentity(cluster, new NodeId(1), 1, Versions.OURS, 4 << 20, "echo");
      world.network(identity, new PeerRecorder());
      InetSocketAddress address = world.listen((_, _) -> {}, _ -> new Mirror());
      ClientIdentity self =
          new ClientIdentity(
              Hello.ANY_CLUSTER, Versions.OURS, 4 << 20, 64 << 20, 10_000_000_000L, "echo");
      Echoer echoer = new Echoer(inFlight, size);
      new NettyDialer(loop, self).dial("127.0.0.1:" + address.getPort(), echoer);
      echoer.opened.await();
      for (int round = 0; round < rounds; round++) {
        measure(echoer, transport, seconds);
      }
    }
  }

  private static void measure(Echoer echoer, Transport transport, int seconds)
      throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long count = echoer.received;
    long start = System.nanoTime();
    Thread.sleep(seconds * 1_000L);
    double operations = echoer.received - count;
    double elapsed = System.nanoTime() - start;
    int[] latencies =
        Arrays.copyOf(echoer.latencies, (int) Math.min(LATENCIES_MAX, (long) operations));
    Arrays.sort(latencies);
    System.out.printf(
        "%s: %.0f k/s, %.2f us CPU each, p50 %.1f us, p99 %.1f us%n",
        transport,
        operations / elapsed * 1e6,
        (system.getProcessCpuTime() - cpu) / operations / 1e3,
        latencies[latencies.length / 2] / 1e3,
        latencies[latencies.length * 99 / 100] / 1e3);
  }
}
