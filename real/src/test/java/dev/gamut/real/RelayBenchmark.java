package dev.gamut.real;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.wire.frame.Versions;
import dev.gamut.world.Connection;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/// The network's share of a replicated write, in four processes: a client sends frames to a node,
/// which sends what a turn brought to two peers as one frame each and answers when the first of
/// them has. Arguments: transport, frames in flight, bytes a frame, seconds, rounds. Prints
/// operations a second and the CPU time of all four processes for each.
final class RelayBenchmark {
  private static final int FIRST_PORT = 45_000;

  private RelayBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("node")) {
      new Node(Transport.valueOf(arguments[1]), Integer.parseInt(arguments[2])).run();
      return;
    }
    List<Process> nodes = new ArrayList<>();
    try {
      for (int number = 1; number <= 3; number++) {
        nodes.add(startNode(arguments[0], number));
      }
      for (Process node : nodes) {
        // A node writes a line once it listens.
        var _ = node.getInputStream().read();
      }
      new Client(arguments).run(nodes);
    } finally {
      nodes.forEach(Process::destroy);
    }
  }

  private static Process startNode(String transport, int number) throws IOException {
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    return new ProcessBuilder(
            java,
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            RelayBenchmark.class.getName(),
            "node",
            transport,
            Integer.toString(number))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void fail(String where, Throwable cause) {
    cause.printStackTrace();
    Runtime.getRuntime().halt(1);
  }

  /// Relays clients' frames if it is the first, else answers the first.
  private static final class Node implements Connection.Handler {
    private final int number;
    private final RealWorld world;
    private final PeerNetwork network;
    private final ByteWriter gathered = new ByteWriter(4096);
    private final TreeMap<Long, List<Answer>> waiting = new TreeMap<>();
    private List<Answer> answers = new ArrayList<>();
    private long batch;

    private record Answer(Connection to, Bytes frame) {}

    Node(Transport transport, int number) throws IOException {
      this.number = number;
      Path directory = Files.createTempDirectory("relay");
      RealConfiguration defaults =
          RealConfiguration.of(
              directory,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), FIRST_PORT + number));
      world =
          RealWorld.open(
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
                  defaults.clients()),
              RelayBenchmark::fail);
      network =
          world.network(
              new NodeIdentity(
                  new UUID(1, 1),
                  new NodeId(number),
                  world.newIncarnation(),
                  Versions.OURS,
                  4 << 20,
                  "relay"),
              new PeerRecorder());
    }

    void run() throws IOException {
      world.listen(this::receive, _ -> this);
      Map<NodeId, String> book = new TreeMap<>();
      for (int i = 1; i <= 3; i++) {
        book.put(new NodeId(i), "127.0.0.1:" + (FIRST_PORT + i));
      }
      network.addressBook(book);
      System.out.println("listening");
      // Ends with the process that started it.
      InputStream parent = System.in;
      parent.transferTo(java.io.OutputStream.nullOutputStream());
      Runtime.getRuntime().halt(0);
    }

    private void receive(NodeId from, Bytes frame) {
      try {
        if (number != 1) {
          network.send(from, new ByteWriter(16).i64(new ByteReader(frame).i64()).take());
          return;
        }
        List<Answer> done = waiting.remove(new ByteReader(frame).i64());
        if (done != null) {
          done.forEach(answer -> answer.to.send(answer.frame));
        }
      } catch (MalformedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void opened(Connection connection) {}

    @Override
    public void receive(Connection connection, Bytes frame) {
      if (answers.isEmpty()) {
        gathered.i64(++batch);
        world.loops().getFirst().atTurnEnd(this::relay);
      }
      gathered.bytes(frame);
      answers.add(new Answer(connection, frame));
    }

    private void relay() {
      Bytes frame = gathered.take();
      waiting.put(batch, answers);
      answers = new ArrayList<>();
      network.send(new NodeId(2), frame);
      network.send(new NodeId(3), frame);
    }

    @Override
    public void closed(Connection connection, String reason) {}
  }

  /// Keeps a number of frames under way.
  private static final class Client implements Connection.Handler {
    private final String transport;
    private final int inFlight;
    private final Bytes frame;
    private final int seconds;
    private final int rounds;
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile long received;

    Client(String[] arguments) {
      transport = arguments[0];
      inFlight = Integer.parseInt(arguments[1]);
      frame = Bytes.wrap(new byte[Integer.parseInt(arguments[2])]);
      seconds = Integer.parseInt(arguments[3]);
      rounds = Integer.parseInt(arguments[4]);
    }

    void run(List<Process> nodes) throws InterruptedException {
      try (NettyLoop loop =
          new NettyLoop(
              "client", Transport.valueOf(transport), new RealClock(0), RelayBenchmark::fail)) {
        ClientIdentity self =
            new ClientIdentity(
                Hello.ANY_CLUSTER, Versions.OURS, 4 << 20, 64 << 20, 10_000_000_000L, "relay");
        // Time for the nodes to find each other; frames sent before would be lost.
        Thread.sleep(2_000);
        new NettyDialer(loop, self).dial("127.0.0.1:" + (FIRST_PORT + 1), this);
        opened.await();
        for (int round = 0; round < rounds; round++) {
          measure(nodes);
        }
      }
    }

    private void measure(List<Process> nodes) throws InterruptedException {
      long cpu = cpuNanos(nodes);
      long count = received;
      long start = System.nanoTime();
      Thread.sleep(seconds * 1_000L);
      double operations = received - count;
      double elapsed = System.nanoTime() - start;
      System.out.printf(
          "%s, %d in flight: %.1f k/s, %.2f us CPU each%n",
          transport,
          inFlight,
          operations / elapsed * 1e6,
          (cpuNanos(nodes) - cpu) / operations / 1e3);
    }

    private static long cpuNanos(List<Process> nodes) {
      Duration total = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
      for (Process node : nodes) {
        total = total.plus(node.info().totalCpuDuration().orElseThrow());
      }
      return total.toNanos();
    }

    @Override
    public void opened(Connection connection) {
      opened.countDown();
      for (int i = 0; i < inFlight; i++) {
        connection.send(frame);
      }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    public void receive(Connection connection, Bytes answer) {
      received++;
      connection.send(frame);
    }

    @Override
    public void closed(Connection connection, String reason) {
      System.out.println("closed: " + reason);
    }
  }
}
