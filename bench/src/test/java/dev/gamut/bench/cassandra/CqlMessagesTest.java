package dev.gamut.bench.cassandra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gamut.bench.cassandra.CqlRequest.Consistency;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Bytes as Cassandra's native_protocol_v4.spec describes them.
final class CqlMessagesTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(CqlRequest request, int stream) {
    ByteBuf out = Unpooled.buffer();
    request.write(stream, out);
    return ByteBufUtil.hexDump(out);
  }

  private static CqlAnswer answer(int opcode, String hex) throws IOException {
    return CqlAnswer.read(opcode, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
  }

  @Test
  void aStartupNamesTheVersionOfTheLanguage() {
    assertEquals(
        "0400000001" + "00000016" + "0001" + "000b43514c5f56455253494f4e" + "0005332e302e30",
        hex(new CqlRequest.Startup(), 0));
  }

  @Test
  void aStatementIsItsTextAtQuorum() {
    assertEquals(
        "0400123407" + "00000008" + "00000001" + "55" + "0004" + "00",
        hex(new CqlRequest.Query("U"), 0x1234));
    assertEquals(
        "0400000209" + "00000005" + "00000001" + "55", hex(new CqlRequest.Prepare("U"), 2));
  }

  @Test
  void anExecutionIsAnIdAConsistencyAndTheValues() {
    assertEquals(
        "040000030a"
            + "00000013"
            + "0002abcd"
            + "0001"
            + "03"
            + "0002"
            + "000000016b"
            + "0000000176",
        hex(
            new CqlRequest.Execute(
                new byte[] {(byte) 0xab, (byte) 0xcd},
                Consistency.ONE,
                List.of(utf8("k"), utf8("v"))),
            3));
  }

  @Test
  void aFrameMayFollowAnother() {
    ByteBuf out = Unpooled.buffer();
    new CqlRequest.Prepare("U").write(1, out);
    new CqlRequest.Prepare("UV").write(2, out);
    assertEquals(
        hex(new CqlRequest.Prepare("U"), 1) + hex(new CqlRequest.Prepare("UV"), 2),
        ByteBufUtil.hexDump(out));
  }

  @Test
  void aRowIsItsFirstColumn() throws IOException {
    String one = "00000002" + "00000004" + "00000001" + "00000001" + "00000002" + "7677";
    assertArrayEquals(
        utf8("vw"), assertInstanceOf(CqlAnswer.Row.class, answer(CqlAnswer.RESULT, one)).value());
    String none = "00000002" + "00000004" + "00000001" + "00000000";
    assertNull(assertInstanceOf(CqlAnswer.Row.class, answer(CqlAnswer.RESULT, none)).value());
    String nothing = "00000002" + "00000004" + "00000001" + "00000001" + "ffffffff";
    assertNull(assertInstanceOf(CqlAnswer.Row.class, answer(CqlAnswer.RESULT, nothing)).value());
  }

  @Test
  void rowsWithADescriptionAreNotTakenForValues() {
    String described = "00000002" + "00000001" + "00000001" + "00000001";
    assertThrows(IOException.class, () -> answer(CqlAnswer.RESULT, described));
    assertThrows(IOException.class, () -> answer(0x0c, "")); // an event, which nobody asked for
  }

  @Test
  void otherResultsSayThatItIsDone() throws IOException {
    assertEquals(CqlAnswer.DONE, answer(CqlAnswer.RESULT, "00000001"));
    assertEquals(CqlAnswer.DONE, answer(CqlAnswer.READY, ""));
    assertArrayEquals(
        new byte[] {7, 8},
        assertInstanceOf(
                CqlAnswer.Prepared.class, answer(CqlAnswer.RESULT, "00000004" + "00020708"))
            .statement());
  }

  @Test
  void aRefusalSaysWhy() throws IOException {
    assertEquals(
        new CqlAnswer.Refused(0x1000, "no"), answer(CqlAnswer.ERROR, "00001000" + "00026e6f"));
  }
}
