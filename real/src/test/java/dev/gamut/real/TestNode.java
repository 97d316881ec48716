package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.wire.frame.Role;
import dev.gamut.wire.frame.Versions;
import dev.gamut.world.Connection;
import dev.gamut.world.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// A node's world with recorders instead of a node, for tests.
final class TestNode implements AutoCloseable {
  static final UUID CLUSTER = new UUID(11, 22);
  private static final long SECONDS_MAX = 20;

  final FatalRecorder fatal = new FatalRecorder();
  final PeerRecorder events = new PeerRecorder();
  final LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<String> ended = new LinkedBlockingQueue<>();
  final RealWorld world;
  final NodeIdentity identity;
  final PeerNetwork network;
  final int port;

  /// What of a node differs between tests.
  record Setup(
      Transport transport,
      int port,
      int loops,
      UUID cluster,
      HandshakeLimits handshake,
      PeerLimits peers,
      ClientLimits clients,
      IntFunction<Connection.Handler> handlers) {
    static Setup of(Transport transport) {
      return new Setup(
          transport,
          0,
          1,
          CLUSTER,
          HandshakeLimits.DEFAULT,
          PeerLimits.DEFAULT,
          ClientLimits.DEFAULT,
          _ -> new Mirror());
    }

    Setup port(int value) {
      return new Setup(transport, value, loops, cluster, handshake, peers, clients, handlers);
    }

    Setup loops(int value) {
      return new Setup(transport, port, value, cluster, handshake, peers, clients, handlers);
    }

    Setup cluster(UUID value) {
      return new Setup(transport, port, loops, value, handshake, peers, clients, handlers);
    }

    Setup handshake(HandshakeLimits value) {
      return new Setup(transport, port, loops, cluster, value, peers, clients, handlers);
    }

    Setup peers(PeerLimits value) {
      return new Setup(transport, port, loops, cluster, handshake, value, clients, handlers);
    }

    Setup clients(ClientLimits value) {
      return new Setup(transport, port, loops, cluster, handshake, peers, value, handlers);
    }

    Setup handlers(IntFunction<Connection.Handler> value) {
      return new Setup(transport, port, loops, cluster, handshake, peers, clients, value);
    }
  }

  /// Sends back whatever comes.
  static final class Mirror implements Connection.Handler {
    @Override
    public void opened(Connection connection) {}

    @Override
    public void receive(Connection connection, Bytes frame) {
      connection.send(frame);
    }

    @Override
    public void closed(Connection connection, String reason) {}
  }

  TestNode(int number, Path directory, Setup setup) throws IOException {
    RealConfiguration configuration =
        new RealConfiguration(
            directory.resolve("n" + number),
            setup.loops(),
            1,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), setup.port()),
            setup.transport(),
            0,
            1024,
            setup.handshake(),
            setup.peers(),
            setup.clients());
    world = RealWorld.open(configuration, fatal);
    identity =
        new NodeIdentity(
            setup.cluster(),
            new NodeId(number),
            world.newIncarnation(),
            Versions.OURS,
            NodeIdentity.DEFAULT_PAYLOAD_SIZE_MAX,
            "test");
    network = world.network(identity, events);
    port = world.listen(new Recorder(), setup.handlers()).getPort();
  }

  private final class Recorder implements Network.Receiver {
    @Override
    public void receive(NodeId from, Bytes frame) {
      frames.add(from + " " + frame);
    }

    @Override
    public void ended(NodeId peer) {
      ended.add(peer.toString());
    }
  }

  NodeId id() {
    return identity.node();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  void knows(TestNode... others) {
    Map<NodeId, String> book = new java.util.TreeMap<>();
    for (TestNode other : others) {
      book.put(other.id(), other.address());
    }
    network.addressBook(book);
  }

  void send(TestNode to, String text) {
    send(to.id(), Bytes.utf8(text));
  }

  /// From the first loop, as a node does.
  void send(NodeId to, Bytes frame) {
    world.loops().getFirst().post(() -> network.send(to, frame));
  }

  void expectReachable(String expected) throws InterruptedException {
    assertEquals(expected, events.reachable.poll(SECONDS_MAX, TimeUnit.SECONDS));
  }

  void expectReachable(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      assertNotNull(events.reachable.poll(SECONDS_MAX, TimeUnit.SECONDS));
    }
  }

  void expectFrame(String expected) throws InterruptedException {
    assertEquals(expected, frames.poll(SECONDS_MAX, TimeUnit.SECONDS));
  }

  String awaitAlarm() throws InterruptedException {
    String alarm = events.alarms.poll(SECONDS_MAX, TimeUnit.SECONDS);
    assertNotNull(alarm, "no alarm");
    return alarm;
  }

  /// What another process says that claims to be a peer of this node.
  Hello helloFrom(int number, long incarnation) {
    return new Hello(
        Versions.OURS,
        Role.PEER,
        identity.cluster(),
        number,
        incarnation,
        identity.node().value(),
        4 << 20,
        "raw");
  }

  static Hello clientHello() {
    return new Hello(Versions.OURS, Role.CLIENT, Hello.ANY_CLUSTER, 0, 0, 0, 4 << 20, "raw");
  }

  @Override
  public void close() {
    world.close();
    fatal.assertNothing();
  }
}
