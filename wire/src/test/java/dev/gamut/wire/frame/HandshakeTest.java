package dev.gamut.wire.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class HandshakeTest {
  private static final UUID CLUSTER = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);
  private static final Hello PEER =
      new Hello(new Versions(1, 3), Role.PEER, CLUSTER, 2, 77, 3, 4 << 20, "gamut 0.1.0");
  private static final Hello CLIENT =
      new Hello(Versions.OURS, Role.CLIENT, Hello.ANY_CLUSTER, 0, 0, 0, 1 << 20, "");
  private static final Welcome WELCOME = new Welcome(1, CLUSTER, 3, 99, 4 << 20, "gamut 0.1.0");
  private static final Refused REFUSED =
      new Refused(Refused.Reason.WRONG_CLUSTER, new Versions(1, 2), "this is cluster x");
  private static final Goodbye GOODBYE = new Goodbye("stopping");

  /// One of the handshake's decoders.
  private interface Decoder<T> {
    T decode(Bytes payload) throws MalformedException;
  }

  @Test
  void everyMessageComesBackAsItWas() throws MalformedException {
    assertEquals(PEER, Hello.decode(PEER.encode()));
    assertEquals(CLIENT, Hello.decode(CLIENT.encode()));
    assertEquals(WELCOME, Welcome.decode(WELCOME.encode()));
    assertEquals(REFUSED, Refused.decode(REFUSED.encode()));
    assertEquals(GOODBYE, Goodbye.decode(GOODBYE.encode()));
  }

  @Test
  void everyPrefixAndEveryExtraByteIsRefused() {
    refusesCuts(PEER.encode(), Hello::decode);
    refusesCuts(CLIENT.encode(), Hello::decode);
    refusesCuts(WELCOME.encode(), Welcome::decode);
    refusesCuts(REFUSED.encode(), Refused::decode);
    refusesCuts(GOODBYE.encode(), Goodbye::decode);
  }

  @Test
  void optionsOfLaterVersionsAreSkipped() throws MalformedException {
    assertEquals(PEER, Hello.decode(withOptions(PEER.encode())));
    assertEquals(WELCOME, Welcome.decode(withOptions(WELCOME.encode())));
  }

  @Test
  void aReasonOfALaterVersionKeepsItsText() throws MalformedException {
    byte[] later = REFUSED.encode().toByteArray();
    later[0] = (byte) 200;
    assertEquals(
        new Refused(Refused.Reason.OTHER, REFUSED.versions(), REFUSED.text()),
        Refused.decode(Bytes.wrap(later)));
  }

  @Test
  void contradictoryGreetingsAreRefused() {
    refused(PEER, 12, 9);
    refused(PEER, 29, 0);
    refused(PEER, 41, 0);
    refused(CLIENT, 29, 1);
    refused(PEER, 0, 'X');
    refused(PEER, 8, 9);
    refused(PEER, 48, 0x80);
  }

  @Test
  void theNewestCommonVersionIsChosen() {
    assertEquals(3, new Versions(1, 3).newestCommon(new Versions(2, 5)));
    assertEquals(2, new Versions(2, 2).newestCommon(new Versions(1, 9)));
    assertEquals(0, new Versions(1, 3).newestCommon(new Versions(4, 5)));
    assertEquals(0, new Versions(4, 5).newestCommon(new Versions(1, 3)));
  }

  @Test
  void longNamesOfSoftwareDoNotBreakTheHandshake() throws MalformedException {
    Hello hello = new Hello(Versions.OURS, Role.CLIENT, CLUSTER, 0, 0, 0, 1, "x".repeat(5_000));
    assertTrue(hello.encode().length() < Hello.HANDSHAKE_SIZE_MAX);
    assertEquals("(name too long)", Hello.decode(hello.encode()).software());
  }

  @Test
  void theFormatIsTheOneThatWasReleased() throws IOException {
    golden("hello-peer-1.hex", FrameKind.HELLO, PEER.encode());
    golden("hello-client-1.hex", FrameKind.HELLO, CLIENT.encode());
    golden("welcome-1.hex", FrameKind.WELCOME, WELCOME.encode());
    golden("refused-1.hex", FrameKind.REFUSED, REFUSED.encode());
    golden("goodbye-1.hex", FrameKind.GOODBYE, GOODBYE.encode());
    golden("data-1.hex", FrameKind.DATA, Bytes.utf8("hello"));
    golden("ping-1.hex", FrameKind.PING, Bytes.EMPTY);
    golden("pong-1.hex", FrameKind.PONG, Bytes.EMPTY);
  }

  private static void golden(String name, FrameKind kind, Bytes payload) throws IOException {
    ByteWriter out = new ByteWriter();
    FrameEncoder.encode(kind, payload, out);
    try (InputStream in = HandshakeTest.class.getResourceAsStream("/frame/" + name)) {
      String expected =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII);
      assertEquals(expected.strip(), HexFormat.of().formatHex(out.toBytes().toByteArray()), name);
    }
  }

  private static <T> void refusesCuts(Bytes whole, Decoder<T> decoder) {
    for (int end = 0; end < whole.length(); end++) {
      Bytes prefix = whole.slice(0, end);
      assertThrows(MalformedException.class, () -> decoder.decode(prefix), "prefix " + end);
    }
    Bytes longer = Bytes.concat(whole, Bytes.utf8("x"));
    assertThrows(MalformedException.class, () -> decoder.decode(longer));
  }

  private static void refused(Hello hello, int offset, int value) {
    byte[] changed = hello.encode().toByteArray();
    changed[offset] = (byte) value;
    assertThrows(MalformedException.class, () -> Hello.decode(Bytes.wrap(changed)));
  }

  private static Bytes withOptions(Bytes encoded) {
    Bytes body = encoded.slice(0, encoded.length() - 1);
    return Bytes.concat(body, new ByteWriter().bytes(Bytes.utf8("later")).toBytes());
  }
}
