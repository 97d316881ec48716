package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gamut.base.NodeId;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What a node learns of a peer's end by the refusal of its machine.
@ParameterizedClass
@EnumSource(Transport.class)
final class PeerEndTest {
  @TempDir Path directory;
  private final Transport transport;

  PeerEndTest(Transport transport) {
    this.transport = transport;
  }

  private TestNode node(int number) throws Exception {
    return new TestNode(number, directory, TestNode.Setup.of(transport));
  }

  @Test
  void aRefusalOfTheMachineTellsThatThePeerHasEnded() throws Exception {
    try (TestNode one = node(1)) {
      try (TestNode two = node(2)) {
        one.knows(two);
        two.knows(one);
        one.expectReachable("+n2");
        two.expectReachable("+n1");
        assertNull(one.ended.peek(), "it lives");
      }
      assertEquals("n2", one.ended.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aPeerThatIsConnectedHasNotEndedWhateverItsAddressRefuses() throws Exception {
    try (TestNode one = node(1);
        TestNode two = node(2)) {
      two.knows(one);
      one.expectReachable("+n2");
      one.network.addressBook(Map.of(new NodeId(2), "127.0.0.1:" + closedPort()));
      assertNull(one.ended.poll(500, TimeUnit.MILLISECONDS));
    }
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
