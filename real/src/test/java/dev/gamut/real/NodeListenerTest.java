package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.wire.frame.FrameKind;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.Refused;
import dev.gamut.wire.frame.Role;
import dev.gamut.wire.frame.Versions;
import dev.gamut.wire.frame.Welcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Transport.class)
final class NodeListenerTest {
  @TempDir Path directory;
  private final Transport transport;
  private TestNode node;

  NodeListenerTest(Transport transport) {
    this.transport = transport;
  }

  @BeforeEach
  void open() throws IOException {
    node = new TestNode(1, directory, TestNode.Setup.of(transport));
  }

  @AfterEach
  void close() {
    node.close();
  }

  /// The node restarted with strict limits for strangers.
  private void reopen(HandshakeLimits limits) throws IOException {
    node.close();
    node = new TestNode(1, directory, TestNode.Setup.of(transport).handshake(limits));
  }

  @Test
  void aClientIsWelcomedAndHeard() throws Exception {
    assertServes();
  }

  private void assertServes() throws Exception {
    try (RawEnd client = RawEnd.dial(node.port)) {
      client.send(FrameKind.HELLO, TestNode.clientHello().encode());
      Welcome welcome = Welcome.decode(client.expect(FrameKind.WELCOME));
      assertEquals(1, welcome.node());
      assertEquals(TestNode.CLUSTER, welcome.cluster());
      assertEquals(node.identity.incarnation(), welcome.incarnation());
      client.send(FrameKind.DATA, Bytes.utf8("echo"));
      assertEquals("echo", client.expect(FrameKind.DATA).toUtf8());
      client.send(FrameKind.PING, Bytes.EMPTY);
      client.expect(FrameKind.PONG);
    }
  }

  @Test
  void garbageIsClosed() throws Exception {
    Entropy entropy = Entropy.seeded(1);
    for (int i = 0; i < 50; i++) {
      byte[] garbage = new byte[100 + entropy.below(2_000)];
      for (int k = 0; k < garbage.length; k++) {
        garbage[k] = (byte) entropy.nextLong();
      }
      garbage[7] = (byte) 0x7f;
      closes(garbage);
    }
    closes("GET / HTTP/1.1\r\nHost: gamut\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertServes();
  }

  @Test
  void aStrangerMayNotSendALargeFrame() throws Exception {
    byte[] frame =
        RawEnd.encode(FrameKind.HELLO, Bytes.wrap(new byte[Hello.HANDSHAKE_SIZE_MAX + 1]));
    closes(frame);
    closes(Arrays.copyOf(frame, 10));
    closes(new ByteWriter().i32(0).i32(Integer.MAX_VALUE).u8(1).u8(1).toBytes().toByteArray());
    closes(new ByteWriter().i32(0).i32(-1).u8(1).u8(1).toBytes().toByteArray());
  }

  @Test
  void aStrangerMustBeginWithAGreeting() throws Exception {
    closes(RawEnd.encode(FrameKind.DATA, Bytes.utf8("x")));
    closes(RawEnd.encode(FrameKind.WELCOME, Bytes.EMPTY));
    byte[] hello = RawEnd.encode(FrameKind.HELLO, TestNode.clientHello().encode());
    byte[] data = RawEnd.encode(FrameKind.DATA, Bytes.utf8("too early"));
    byte[] both = Arrays.copyOf(hello, hello.length + data.length);
    System.arraycopy(data, 0, both, hello.length, data.length);
    closes(both);
    assertServes();
  }

  @Test
  void aClientMayNotGreetTwice() throws Exception {
    try (RawEnd client = RawEnd.dial(node.port)) {
      client.send(FrameKind.HELLO, TestNode.clientHello().encode());
      client.expect(FrameKind.WELCOME);
      client.send(FrameKind.HELLO, TestNode.clientHello().encode());
      client.awaitEnd();
    }
  }

  @Test
  void aMalformedGreetingIsRefusedWithItsReason() throws Exception {
    try (RawEnd client = RawEnd.dial(node.port)) {
      client.send(FrameKind.HELLO, Bytes.utf8("hello!"));
      Refused refused = Refused.decode(client.expect(FrameKind.REFUSED));
      assertEquals(Refused.Reason.MALFORMED, refused.reason());
      client.awaitEnd();
    }
  }

  @Test
  void everyPrefixOfAGreetingFollowedByTheEndIsHarmless() throws Exception {
    byte[] hello = RawEnd.encode(FrameKind.HELLO, TestNode.clientHello().encode());
    for (int end = 0; end < hello.length; end++) {
      try (RawEnd client = RawEnd.dial(node.port)) {
        client.write(Arrays.copyOf(hello, end));
      }
    }
    assertServes();
  }

  @Test
  void aGreetingMayArriveByteByByte() throws Exception {
    byte[] hello = RawEnd.encode(FrameKind.HELLO, TestNode.clientHello().encode());
    try (RawEnd client = RawEnd.dial(node.port)) {
      for (byte one : hello) {
        client.write(new byte[] {one});
      }
      client.expect(FrameKind.WELCOME);
    }
  }

  @Test
  void anotherVersionIsRefusedWithBothVersions() throws Exception {
    Hello later =
        new Hello(new Versions(7, 9), Role.CLIENT, Hello.ANY_CLUSTER, 0, 0, 0, 1 << 20, "later");
    Refused refused = refused(later);
    assertEquals(Refused.Reason.WRONG_VERSION, refused.reason());
    assertEquals(Versions.OURS, refused.versions());
  }

  @Test
  void aClientOfAnotherClusterOrForAnotherNodeIsRefused() throws Exception {
    Hello otherCluster =
        new Hello(Versions.OURS, Role.CLIENT, new UUID(9, 9), 0, 0, 0, 1 << 20, "lost");
    assertEquals(Refused.Reason.WRONG_CLUSTER, refused(otherCluster).reason());
    Hello otherNode =
        new Hello(Versions.OURS, Role.CLIENT, Hello.ANY_CLUSTER, 0, 0, 5, 1 << 20, "lost");
    assertEquals(Refused.Reason.WRONG_NODE, refused(otherNode).reason());
  }

  @Test
  void aSlowStrangerIsClosedInTime() throws Exception {
    reopen(new HandshakeLimits(TimeUnit.MILLISECONDS.toNanos(100), 10, 10));
    try (RawEnd silent = RawEnd.dial(node.port);
        RawEnd slow = RawEnd.dial(node.port)) {
      slow.write(new byte[] {1});
      silent.awaitEnd();
      slow.awaitEnd();
    }
  }

  @Test
  void strangersHaveABoundedNumberOfPlaces() throws Exception {
    reopen(new HandshakeLimits(TimeUnit.SECONDS.toNanos(60), 5, 2));
    try (RawEnd first = RawEnd.dial(node.port);
        RawEnd second = RawEnd.dial(node.port);
        RawEnd third = RawEnd.dial(node.port)) {
      third.awaitEnd();
      assertEquals(0, second.available());
      // A place is free again once a handshake is done.
      first.send(FrameKind.HELLO, TestNode.clientHello().encode());
      first.expect(FrameKind.WELCOME);
      assertServes();
    }
    assertServes();
  }

  private Refused refused(Hello hello) throws Exception {
    try (RawEnd client = RawEnd.dial(node.port)) {
      client.send(FrameKind.HELLO, hello.encode());
      Refused refused = Refused.decode(client.expect(FrameKind.REFUSED));
      client.awaitEnd();
      return refused;
    }
  }

  private void closes(byte[] bytes) throws IOException {
    try (RawEnd client = RawEnd.dial(node.port)) {
      client.write(bytes);
      client.awaitEnd();
    }
  }
}
