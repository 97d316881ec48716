package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.wire.frame.FrameKind;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.wire.frame.Versions;
import dev.gamut.world.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Transport.class)
final class ClientConnectionTest {
  @TempDir Path directory;
  private final FatalRecorder fatal = new FatalRecorder();
  private final Transport transport;
  private final NettyLoop loop;
  private final NettyDialer dialer;
  private @Nullable TestNode node;

  ClientConnectionTest(Transport transport) {
    this.transport = transport;
    loop = new NettyLoop("client", transport, new RealClock(0), fatal);
    dialer = new NettyDialer(loop, identity(Hello.ANY_CLUSTER));
  }

  @AfterEach
  void close() {
    if (node != null) {
      node.close();
    }
    loop.close();
    fatal.assertNothing();
  }

  private static ClientIdentity identity(UUID cluster) {
    return new ClientIdentity(
        cluster, Versions.OURS, 1 << 20, 64 << 20, TimeUnit.SECONDS.toNanos(10), "test");
  }

  private TestNode start(TestNode.Setup setup) throws IOException {
    TestNode started = new TestNode(1, directory, setup);
    node = started;
    return started;
  }

  private TestNode.Setup setup() {
    return TestNode.Setup.of(transport);
  }

  private ClientRecorder dial(String address) {
    ClientRecorder recorder = new ClientRecorder();
    dialer.dial(address, recorder);
    return recorder;
  }

  @Test
  void framesComeBackInOrder() throws Exception {
    TestNode started = start(setup());
    ClientRecorder client = dial(started.address());
    Connection connection = client.awaitOpened();
    loop.post(
        () -> {
          for (int i = 0; i < 20_000; i++) {
            connection.send(Bytes.utf8("frame " + i));
          }
        });
    for (int i = 0; i < 20_000; i++) {
      assertEquals("frame " + i, client.awaitFrame().toUtf8());
    }
  }

  @Test
  void aFrameAsLargeAsAllowedComesBackAndALargerOneEndsTheConnection() throws Exception {
    TestNode started = start(setup());
    ClientRecorder client = dial(started.address());
    Connection connection = client.awaitOpened();
    loop.post(() -> connection.send(Bytes.wrap(new byte[1 << 20])));
    assertEquals(1 << 20, client.awaitFrame().length());
    int tooLarge = NodeIdentity.DEFAULT_PAYLOAD_SIZE_MAX + 1;
    loop.post(() -> connection.send(Bytes.wrap(new byte[tooLarge])));
    assertTrue(client.awaitClosed().contains("accepts 4194304"), client.closed.get());
  }

  @Test
  void nobodyAtTheAddressIsAReason() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    assertTrue(dial("127.0.0.1:" + port).awaitClosed().contains("refused"));
    assertTrue(dial("no port").awaitClosed().contains("host:port"));
    assertTrue(dial("host:99999").awaitClosed().contains("host:port"));
    assertTrue(dial(":1").awaitClosed().contains("host:port"));
  }

  @Test
  void aHostMayBeGivenByNameAndByBothKindsOfNumbers() throws Exception {
    TestNode started = start(setup());
    dial("localhost:" + started.port).awaitOpened();
    dial("127.0.0.1:" + started.port).awaitOpened();
    dial("[::ffff:127.0.0.1]:" + started.port).awaitOpened();
  }

  @Test
  void anotherClusterIsAReason() throws Exception {
    TestNode started = start(setup());
    ClientRecorder client = new ClientRecorder();
    new NettyDialer(loop, identity(new UUID(8, 8))).dial(started.address(), client);
    assertTrue(client.awaitClosed().contains("belongs to cluster"), client.closed.get());
  }

  @Test
  void clientsHaveABoundedNumberOfPlaces() throws Exception {
    ClientLimits two = new ClientLimits(3, 2, 1 << 20, TimeUnit.MINUTES.toNanos(5));
    TestNode started = start(setup().clients(two));
    ClientRecorder first = dial(started.address());
    Connection connection = first.awaitOpened();
    dial(started.address()).awaitOpened();
    assertTrue(dial(started.address()).awaitClosed().contains("2 from one address"));
    assertEquals(2, started.world.clientConnections());
    loop.post(connection::close);
    assertEquals("closed by this end", first.awaitClosed());
    awaitPlace(started);
  }

  /// The node notices the end of a connection a moment after the client does.
  private void awaitPlace(TestNode started) throws Exception {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      ClientRecorder client = dial(started.address());
      if (client
              .opened
              .applyToEither(client.closed.thenApply(_ -> null), c -> c)
              .get(20, TimeUnit.SECONDS)
          != null) {
        return;
      }
    }
    throw new AssertionError("no place became free");
  }

  @Test
  void whoDoesNotReadIsClosed() throws Exception {
    ClientLimits narrow = new ClientLimits(10, 10, 1 << 20, TimeUnit.MINUTES.toNanos(5));
    ClientRecorder recorder = new ClientRecorder();
    TestNode started = start(setup().clients(narrow).handlers(_ -> recorder));
    try (RawEnd deaf = RawEnd.dial(started.port)) {
      deaf.send(FrameKind.HELLO, TestNode.clientHello().encode());
      deaf.expect(FrameKind.WELCOME);
      Connection connection = recorder.awaitOpened();
      started.world.loops().getFirst().post(() -> flood(started, connection, recorder));
      assertTrue(recorder.awaitClosed().contains("too slowly"), recorder.closed.get());
    }
  }

  private static void flood(TestNode node, Connection connection, ClientRecorder recorder) {
    connection.send(Bytes.wrap(new byte[100_000]));
    Invariant.check(connection.queuedBytes() <= (1 << 20) + 200_000, "the bound does not hold");
    if (!recorder.closed.isDone()) {
      node.world.loops().getFirst().post(() -> flood(node, connection, recorder));
    }
  }

  @Test
  void anIdleConnectionIsClosedWithItsReason() throws Exception {
    ClientLimits hasty = new ClientLimits(10, 10, 1 << 20, TimeUnit.MILLISECONDS.toNanos(50));
    TestNode started = start(setup().clients(hasty));
    String reason = dial(started.address()).awaitClosed();
    assertEquals("the other end closed: idle for too long", reason);
  }

  @Test
  void aStoppingNodeSaysGoodbye() throws Exception {
    TestNode started = start(setup());
    ClientRecorder client = dial(started.address());
    client.awaitOpened();
    started.close();
    assertEquals("the other end closed: the node is stopping", client.awaitClosed());
  }

  @Test
  void connectionsSpreadOverTheLoopsAndStayThere() throws Exception {
    AtomicIntegerArray opened = new AtomicIntegerArray(3);
    TestNode started = start(setup().loops(3).handlers(index -> new Homebody(index, opened)));
    List<ClientRecorder> clients = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      clients.add(dial(started.address()));
    }
    for (ClientRecorder client : clients) {
      Connection connection = client.awaitOpened();
      loop.post(() -> connection.send(Bytes.utf8("hello")));
    }
    for (ClientRecorder client : clients) {
      assertTrue(client.awaitFrame().toUtf8().startsWith("hello from loop-"));
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(10, opened.get(i));
    }
  }

  /// Checks that it is always called on its own loop.
  private static final class Homebody implements Connection.Handler {
    private final int index;
    private final AtomicIntegerArray opened;

    Homebody(int index, AtomicIntegerArray opened) {
      this.index = index;
      this.opened = opened;
    }

    private void checkHome() {
      Invariant.check(
          Thread.currentThread().getName().equals("loop-" + index),
          "loop %d is not %s",
          index,
          Thread.currentThread().getName());
    }

    @Override
    public void opened(Connection connection) {
      checkHome();
      opened.incrementAndGet(index);
    }

    @Override
    public void receive(Connection connection, Bytes frame) {
      checkHome();
      connection.send(Bytes.utf8(frame.toUtf8() + " from loop-" + index));
    }

    @Override
    public void closed(Connection connection, String reason) {
      checkHome();
    }
  }
}
