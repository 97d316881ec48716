package dev.gamut.bench.cassandra;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a client asks in Cassandra's native protocol, version 4, as far as the comparison needs it.
/// Version 5 adds checksums, which would only cost. Integers big-endian:
///
///     offset 0   version   u8    4 in a request, 0x84 in an answer
///            1   flags     u8    0: neither compressed nor traced
///            2   stream    i16   which request an answer is for
///            4   opcode    u8
///            5   length    i32   of the body
///            9   body
// Its records hold arrays: nobody compares them, and a copy would be charged to Cassandra.
@SuppressWarnings("ArrayRecordComponent")
sealed interface CqlRequest {
  int HEADER_SIZE = 9;
  int VERSION = 4;

  /// How many replicas must have done what is asked.
  enum Consistency {
    ONE(1),
    QUORUM(4),
    ALL(5);

    private final int code;

    Consistency(int code) {
      this.code = code;
    }
  }

  /// Opens a connection. Its body is a string map.
  record Startup() implements CqlRequest {}

  /// A statement without values, at quorum. Its body: long string, consistency, flags.
  record Query(String cql) implements CqlRequest {}

  /// Asks for an id to execute a statement by. Its body: long string.
  record Prepare(String cql) implements CqlRequest {}

  /// A prepared statement. Its body: id as short bytes, consistency, flags (0x01 values follow,
  /// 0x02 do not describe the columns of the answer), count u16, and each value as bytes with their
  /// i32 length. Its write is stamped by the node, which costs less than to send a time along.
  record Execute(byte[] statement, Consistency consistency, List<byte[]> values)
      implements CqlRequest {}

  private int opcode() {
    return switch (this) {
      case Startup _ -> 0x01;
      case Query _ -> 0x07;
      case Prepare _ -> 0x09;
      case Execute _ -> 0x0a;
    };
  }

  /// Appends the whole frame.
  default void write(int stream, ByteBuf out) {
    int start = out.writerIndex();
    out.writeByte(VERSION).writeByte(0).writeShort(stream).writeByte(opcode()).writeInt(0);
    switch (this) {
      case Startup _ -> {
        out.writeShort(1);
        text(out, "CQL_VERSION");
        text(out, "3.0.0");
      }
      case Query(String cql) -> {
        longText(out, cql);
        out.writeShort(Consistency.QUORUM.code).writeByte(0);
      }
      case Prepare(String cql) -> longText(out, cql);
      case Execute(byte[] statement, Consistency consistency, List<byte[]> values) -> {
        out.writeShort(statement.length).writeBytes(statement);
        out.writeShort(consistency.code).writeByte(0x03).writeShort(values.size());
        for (byte[] value : values) {
          out.writeInt(value.length).writeBytes(value);
        }
      }
    }
    out.setInt(start + HEADER_SIZE - Integer.BYTES, out.writerIndex() - start - HEADER_SIZE);
  }

  private static void text(ByteBuf out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length).writeBytes(bytes);
  }

  private static void longText(ByteBuf out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length).writeBytes(bytes);
  }
}
