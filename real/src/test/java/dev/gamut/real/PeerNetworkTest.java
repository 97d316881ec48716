package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.wire.frame.FrameKind;
import dev.gamut.wire.frame.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Transport.class)
final class PeerNetworkTest {
  @TempDir Path directory;
  private final Transport transport;
  private final List<TestNode> nodes = new ArrayList<>();

  PeerNetworkTest(Transport transport) {
    this.transport = transport;
  }

  @AfterEach
  void close() {
    nodes.forEach(TestNode::close);
  }

  private TestNode.Setup setup() {
    return TestNode.Setup.of(transport);
  }

  private TestNode node(int number, TestNode.Setup setup) throws IOException {
    TestNode node = new TestNode(number, directory, setup);
    nodes.add(node);
    return node;
  }

  @Test
  void peersHearEachOtherInOrderAndByName() throws Exception {
    TestNode one = node(1, setup());
    TestNode two = node(2, setup());
    TestNode three = node(3, setup());
    // One connection a pair: with both, the first frames may go by the one and the next by the
    // other.
    one.knows(two, three);
    two.knows(three);
    one.expectReachable(2);
    two.expectReachable(2);
    three.expectReachable(2);
    for (int i = 0; i < 2_000; i++) {
      one.send(three, "a" + i);
    }
    for (int i = 0; i < 2_000; i++) {
      three.expectFrame("n1 a" + i);
    }
    three.send(one, "b");
    one.expectFrame("n3 b");
    two.send(three, "c");
    three.expectFrame("n2 c");
  }

  @Test
  void aNodeThatKnowsNoAddressAnswersOnTheConnectionItAccepted() throws Exception {
    TestNode one = node(1, setup());
    TestNode two = node(2, setup());
    two.knows(one);
    two.expectReachable("+n1");
    one.expectReachable("+n2");
    one.send(two, "hello");
    two.expectFrame("n1 hello");
    two.send(one, "hello back");
    one.expectFrame("n2 hello back");
  }

  @Test
  void aFrameToOneselfArrives() throws Exception {
    TestNode one = node(1, setup());
    one.send(one, "me");
    one.expectFrame("n1 me");
  }

  @Test
  void aPeerThatComesBackIsFoundAgain() throws Exception {
    TestNode one = node(1, setup());
    TestNode two = node(2, setup());
    one.knows(two);
    two.knows(one);
    one.expectReachable("+n2");
    two.close();
    one.expectReachable("-n2");
    TestNode again = node(2, setup().port(two.port));
    again.knows(one);
    one.expectReachable("+n2");
    again.expectReachable("+n1");
    one.send(again, "welcome back");
    again.expectFrame("n1 welcome back");
    again.send(one, "thanks");
    one.expectFrame("n2 thanks");
    assertNull(one.events.alarms.peek(), "a restart is no stolen identity");
  }

  @Test
  void aPeerThatMovedIsFoundUnderItsNewAddress() throws Exception {
    TestNode one = node(1, setup());
    TestNode two = node(2, setup());
    one.knows(two);
    one.expectReachable("+n2");
    two.close();
    one.expectReachable("-n2");
    TestNode moved = node(2, setup());
    one.knows(moved);
    one.expectReachable("+n2");
    one.send(moved, "hello");
    moved.expectFrame("n1 hello");
  }

  @Test
  void aPeerThatLeftTheAddressBookIsLetGo() throws Exception {
    TestNode one = node(1, setup());
    TestNode two = node(2, setup());
    one.knows(two);
    two.expectReachable("+n1");
    one.network.addressBook(Map.of());
    two.expectReachable("-n1");
    assertFalse(one.network.isReachable(two.id()));
  }

  @Test
  void anotherClusterIsRefused() throws Exception {
    TestNode one = node(1, setup());
    TestNode foreign = node(2, setup().cluster(new UUID(5, 5)));
    foreign.knows(one);
    try (RawEnd raw = RawEnd.dial(one.port)) {
      raw.send(FrameKind.HELLO, foreign.identity.hello(one.id()).encode());
      Refused refused = Refused.decode(raw.expect(FrameKind.REFUSED));
      assertEquals(Refused.Reason.WRONG_CLUSTER, refused.reason());
      assertTrue(refused.text().contains(TestNode.CLUSTER.toString()), refused.text());
      raw.awaitEnd();
    }
    assertFalse(foreign.network.isReachable(one.id()));
  }

  @Test
  void anAddressUnderWhichAnotherNodeListensIsOfNoUse() throws Exception {
    TestNode one = node(1, setup());
    TestNode two = node(2, setup());
    try (RawEnd raw = RawEnd.dial(one.port)) {
      raw.send(FrameKind.HELLO, two.identity.hello(new NodeId(3)).encode());
      Refused refused = Refused.decode(raw.expect(FrameKind.REFUSED));
      assertEquals(Refused.Reason.WRONG_NODE, refused.reason());
      raw.awaitEnd();
    }
  }

  @Test
  void anotherProcessUnderTheSameNumberIsRefusedWithOneAlarm() throws Exception {
    TestNode one = node(1, setup());
    TestNode two = node(2, setup());
    two.knows(one);
    one.expectReachable("+n2");
    two.expectReachable("+n1");
    for (int attempt = 0; attempt < 3; attempt++) {
      two.send(one, "I live " + attempt);
      one.expectFrame("n2 I live " + attempt);
      try (RawEnd copy = RawEnd.dial(one.port)) {
        copy.send(FrameKind.HELLO, one.helloFrom(2, 4711).encode());
        Refused refused = Refused.decode(copy.expect(FrameKind.REFUSED));
        assertEquals(Refused.Reason.IDENTITY_IN_USE, refused.reason());
        copy.awaitEnd();
      }
    }
    assertTrue(one.awaitAlarm().startsWith("n2: "));
    two.send(one, "still here");
    one.expectFrame("n2 still here");
    assertNull(one.events.alarms.peek(), "one alarm, not one an attempt");
  }

  @Test
  void itsOwnNumberFromOutsideIsAnAlarm() throws Exception {
    TestNode one = node(1, setup());
    try (RawEnd copy = RawEnd.dial(one.port)) {
      copy.send(FrameKind.HELLO, one.helloFrom(1, 4711).encode());
      Refused refused = Refused.decode(copy.expect(FrameKind.REFUSED));
      assertEquals(Refused.Reason.IDENTITY_IN_USE, refused.reason());
    }
    assertTrue(one.awaitAlarm().startsWith("n1: "));
  }

  @Test
  void aProcessThatHasGoneSilentMayBeReplaced() throws Exception {
    PeerLimits impatient = new PeerLimits(1 << 20, 1 << 20, 4096, 1_000, 1_000_000, 1, 5_000);
    TestNode one = node(1, setup().peers(impatient));
    try (RawEnd old = RawEnd.dial(one.port);
        RawEnd fresh = RawEnd.dial(one.port)) {
      old.send(FrameKind.HELLO, one.helloFrom(2, 1).encode());
      old.expect(FrameKind.WELCOME);
      fresh.send(FrameKind.HELLO, one.helloFrom(2, 2).encode());
      fresh.expect(FrameKind.WELCOME);
      old.awaitEnd();
      fresh.send(FrameKind.DATA, Bytes.utf8("hello"));
      one.expectFrame("n2 hello");
    }
    assertNull(one.events.alarms.peek());
  }

  @Test
  void theSameProcessMayDialAgain() throws Exception {
    TestNode one = node(1, setup());
    try (RawEnd old = RawEnd.dial(one.port);
        RawEnd fresh = RawEnd.dial(one.port)) {
      old.send(FrameKind.HELLO, one.helloFrom(2, 1).encode());
      old.expect(FrameKind.WELCOME);
      fresh.send(FrameKind.HELLO, one.helloFrom(2, 1).encode());
      fresh.expect(FrameKind.WELCOME);
      old.awaitEnd();
      fresh.send(FrameKind.DATA, Bytes.utf8("hello"));
      one.expectFrame("n2 hello");
    }
  }

  @Test
  void aDiallerRefusesWhoeverIsNotWhomItMeant() throws Exception {
    TestNode one = node(1, setup());
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      one.network.addressBook(Map.of(new NodeId(2), "127.0.0.1:" + server.getLocalPort()));
      for (int attempt = 0; attempt < 3; attempt++) {
        try (RawEnd impostor = new RawEnd(server.accept())) {
          impostor.expect(FrameKind.HELLO);
          // It says that it is n1, of all nodes.
          impostor.send(
              FrameKind.WELCOME,
              new dev.gamut.wire.frame.Welcome(1, TestNode.CLUSTER, 1, 9, 4 << 20, "").encode());
          impostor.awaitEnd();
        }
      }
    }
    assertFalse(one.network.isReachable(new NodeId(2)));
  }

  @Test
  void aFullQueueDropsBulkAndLetsControlFramesThrough() throws Exception {
    PeerLimits narrow = new PeerLimits(4 << 20, 64 << 10, 100, 1_000, 1_000_000, 1, 5_000);
    TestNode one = node(1, setup().peers(narrow));
    NodeId peer = new NodeId(2);
    try (RawEnd silent = RawEnd.dial(one.port)) {
      silent.send(FrameKind.HELLO, one.helloFrom(2, 1).encode());
      silent.expect(FrameKind.WELCOME);
      one.expectReachable("+n2");
      assertTrue(one.network.isWritable(peer));
      Bytes bulk = Bytes.wrap(new byte[1 << 20]);
      int sent = 0;
      // What the kernels on both sides take comes on top of the queue, but is bounded as well.
      while (one.network.droppedFrames(peer) == 0) {
        assertTrue(sent++ < 100, "nothing bounds the queue");
        sendAndWait(one, peer, bulk);
      }
      assertFalse(one.network.isWritable(peer));
      long dropped = one.network.droppedFrames(peer);
      sendAndWait(one, peer, Bytes.utf8("heartbeat"));
      assertEquals(dropped, one.network.droppedFrames(peer), "a control frame was dropped");
      int kept = sent - 1;
      for (int i = 0; i < kept; i++) {
        assertEquals(1 << 20, silent.expect(FrameKind.DATA).length());
      }
      assertEquals("heartbeat", silent.expect(FrameKind.DATA).toUtf8());
    }
  }

  @Test
  void whatNobodyCanReceiveIsDroppedAndCounted() throws Exception {
    TestNode one = node(1, setup());
    NodeId unknown = new NodeId(9);
    sendAndWait(one, unknown, Bytes.utf8("x"));
    assertEquals(1, one.network.droppedFramesToStrangers());
    assertFalse(one.network.isWritable(unknown));
  }

  @Test
  void framesOfATurnLeaveTogetherAtItsEnd() throws Exception {
    TestNode one = node(1, setup());
    try (RawEnd peer = RawEnd.dial(one.port)) {
      peer.send(FrameKind.HELLO, one.helloFrom(2, 1).encode());
      peer.expect(FrameKind.WELCOME);
      one.expectReachable("+n2");
      CountDownLatch inTurn = new CountDownLatch(1);
      CountDownLatch looked = new CountDownLatch(1);
      one.world
          .loops()
          .getFirst()
          .post(
              () -> {
                for (int i = 0; i < 100; i++) {
                  one.network.send(new NodeId(2), Bytes.utf8("frame " + i));
                }
                inTurn.countDown();
                awaitQuietly(looked);
              });
      assertTrue(inTurn.await(20, TimeUnit.SECONDS));
      assertEquals(0, peer.available(), "something left before the end of the turn");
      looked.countDown();
      for (int i = 0; i < 100; i++) {
        assertEquals("frame " + i, peer.expect(FrameKind.DATA).toUtf8());
      }
    }
  }

  @Test
  void framesFromOtherLoopsArriveInTheOrderOfEachLoop() throws Exception {
    TestNode one = node(1, setup().loops(3));
    TestNode two = node(2, setup());
    one.knows(two);
    one.expectReachable("+n2");
    for (int i = 0; i < 3; i++) {
      int number = i;
      one.world
          .loops()
          .get(i)
          .post(
              () -> {
                for (int k = 0; k < 500; k++) {
                  one.network.send(two.id(), Bytes.utf8(number + ":" + k));
                }
              });
    }
    int[] next = new int[3];
    for (int i = 0; i < 1_500; i++) {
      String frame = two.frames.poll(20, TimeUnit.SECONDS);
      assertNotNull(frame);
      int loop = frame.charAt(3) - '0';
      assertEquals("n1 " + loop + ":" + next[loop]++, frame);
    }
  }

  private static void sendAndWait(TestNode node, NodeId to, Bytes frame) throws Exception {
    CompletableFuture<Boolean> sent = new CompletableFuture<>();
    node.world
        .loops()
        .getFirst()
        .post(
            () -> {
              node.network.send(to, frame);
              node.world.loops().getFirst().post(() -> sent.complete(true));
            });
    assertTrue(sent.get(20, TimeUnit.SECONDS));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
