package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulatedConnectionTest {
  private static final long SECOND = 1_000_000_000;

  private final SimulatedWorld world = new SimulatedWorld(31, FaultMix.quiet());
  private final SimulatedMachine node = world.addNode(new NodeId(1), 2);
  private final SimulatedMachine clientMachine = world.addClient("client", 1);
  private final Recorder server = new Recorder();
  private final Recorder client = new Recorder();

  /// Notes what it hears; the server's answers every request.
  private static final class Recorder implements Connection.Handler {
    private final List<String> heard = new ArrayList<>();
    private @Nullable Connection connection;
    private boolean echo;

    @Override
    public void opened(Connection opened) {
      heard.add("opened to " + opened.remote());
      connection = opened;
    }

    @Override
    public void receive(Connection from, Bytes frame) {
      heard.add(frame.toString());
      if (echo) {
        from.send(frame);
      }
    }

    @Override
    public void closed(Connection closed, String reason) {
      heard.add(reason);
    }

    Connection connection() {
      return Objects.requireNonNull(connection);
    }
  }

  private void startNode() {
    node.start(process -> process.listen("n1", process.loops().get(1), server));
  }

  private void dial(String address) {
    if (!clientMachine.isRunning()) {
      clientMachine.start(_ -> {});
    }
    SimulatedProcess process = Objects.requireNonNull(clientMachine.process());
    Loop loop = process.loops().getFirst();
    loop.post(() -> process.dialer().dial(address, client));
  }

  private void connect() {
    startNode();
    dial("n1");
    world.runFor(SECOND / 10);
    assertEquals(List.of("opened to n1"), client.heard);
    assertEquals(List.of("opened to client"), server.heard);
    client.heard.clear();
    server.heard.clear();
  }

  @Test
  void framesArriveInOrderBothWays() {
    connect();
    server.echo = true;
    for (int i = 0; i < 100; i++) {
      client.connection().send(Bytes.utf8(Integer.toString(i)));
    }
    assertTrue(client.connection().queuedBytes() > 0);
    world.runFor(SECOND);
    List<String> all = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
    assertEquals(all, server.heard);
    assertEquals(all, client.heard);
    assertEquals(0, client.connection().queuedBytes());
  }

  @Test
  void aCloseComesAfterWhatWasSentAndBothEndsHearOfIt() {
    connect();
    client.connection().send(Bytes.utf8("last"));
    client.connection().close();
    client.connection().send(Bytes.utf8("too late"));
    world.runFor(SECOND);
    assertEquals(List.of("last", "closed by peer"), server.heard);
    assertEquals(List.of("closed here"), client.heard);
  }

  @Test
  void anAddressThatNobodyHasFails() {
    startNode();
    dial("n7");
    world.runFor(SECOND);
    assertEquals(List.of("nobody has the address n7"), client.heard);
  }

  @Test
  void aMachineWithoutItsProcessRefuses() {
    startNode();
    node.kill();
    dial("n1");
    world.runFor(SECOND);
    assertEquals(List.of("n1 refuses connections"), client.heard);
  }

  @Test
  void aMachineWithoutPowerAnswersNothing() {
    startNode();
    node.crash();
    dial("n1");
    world.runFor(SECOND / 2);
    assertEquals(List.of(), client.heard);
    world.runFor(10 * SECOND);
    assertEquals(List.of("connecting to n1 timed out"), client.heard);
  }

  @Test
  void theEndOfAProcessIsToldToItsPeers() {
    connect();
    node.kill();
    world.runFor(SECOND);
    assertEquals(List.of("reset by peer"), client.heard);
    assertEquals(List.of(), server.heard);
  }

  @Test
  void theLossOfPowerIsNotToldUntilSomethingIsSentToTheRestartedMachine() {
    connect();
    node.crash();
    world.runFor(5 * SECOND);
    assertEquals(List.of(), client.heard);
    node.restart();
    client.connection().send(Bytes.utf8("still there?"));
    world.runFor(SECOND);
    assertEquals(List.of("reset by peer"), client.heard);
    assertEquals(List.of(), server.heard);
  }

  @Test
  void whatIsSentIntoSilenceIsGivenUp() {
    connect();
    node.crash();
    client.connection().send(Bytes.utf8("still there?"));
    world.runFor(40 * SECOND);
    assertEquals(List.of("timed out"), client.heard);
  }

  @Test
  void aShortCutOnlyDelaysAStream() {
    connect();
    Cut cut = world.network().cutOneWay(clientMachine, node);
    client.connection().send(Bytes.utf8("patience"));
    world.runFor(SECOND);
    assertEquals(List.of(), server.heard);
    world.network().mend(cut);
    world.runFor(4 * SECOND);
    assertEquals(List.of("patience"), server.heard);
    assertEquals(List.of(), client.heard);
  }

  @Test
  void aResetLosesWhatIsUnderWayAndIsHeardByBoth() {
    connect();
    client.connection().send(Bytes.utf8("lost"));
    Objects.requireNonNull(world.network().drawConnection(new Draws(1))).reset("reset");
    world.runFor(SECOND);
    assertEquals(List.of("reset"), client.heard);
    assertEquals(List.of("reset"), server.heard);
  }

  @Test
  void aStalledDirectionCarriesNothingForAWhile() {
    connect();
    SimulatedConnection end = (SimulatedConnection) client.connection();
    end.outgoing().hold(world.fault(FaultKind.CONNECTION_STALLED));
    assertEquals(0, world.faults().total());
    client.connection().send(Bytes.utf8("slow"));
    server.connection().send(Bytes.utf8("fast"));
    world.runFor(SECOND / 2);
    assertEquals(List.of("fast"), client.heard);
    assertEquals(List.of(), server.heard);
    end.outgoing().release();
    world.runFor(SECOND / 2);
    assertEquals(List.of("slow"), server.heard);
    assertEquals(1, world.faults().count(FaultKind.CONNECTION_STALLED));
  }

  @Test
  void aPausedReaderMakesItsPeerWait() {
    connect();
    node.pause(10 * SECOND);
    Bytes frame = Bytes.wrap(new byte[1 << 19]);
    for (int i = 0; i < 20; i++) {
      client.connection().send(frame);
    }
    world.runFor(5 * SECOND);
    assertEquals(20L << 19, client.connection().queuedBytes());
    world.runFor(10 * SECOND);
    assertEquals(0, client.connection().queuedBytes());
    assertEquals(20, server.heard.size());
  }
}
