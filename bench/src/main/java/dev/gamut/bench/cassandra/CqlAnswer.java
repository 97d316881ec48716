package dev.gamut.bench.cassandra;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a node answers to a [CqlRequest], with the few fields that are needed.
@SuppressWarnings("ArrayRecordComponent") // As in CqlRequest.
sealed interface CqlAnswer {
  int ERROR = 0x00;
  int READY = 0x02;
  int RESULT = 0x08;

  /// Done, and there is nothing to say about it.
  record Done() implements CqlAnswer {}

  /// The first column of the first row; null when there is no row, or null in it.
  record Row(byte @Nullable [] value) implements CqlAnswer {}

  record Prepared(byte[] statement) implements CqlAnswer {}

  record Refused(int code, String message) implements CqlAnswer {}

  Done DONE = new Done();

  /// Reads a body.
  static CqlAnswer read(int opcode, ByteBuf in) throws IOException {
    return switch (opcode) {
      case READY -> DONE;
      case ERROR -> new Refused(in.readInt(), text(in));
      case RESULT -> result(in);
      default -> throw new IOException("an answer of kind 0x%02x".formatted(opcode));
    };
  }

  private static CqlAnswer result(ByteBuf in) throws IOException {
    int kind = in.readInt();
    return switch (kind) {
      case 1, 3, 5 -> DONE; // void, a keyspace was set, the schema changed
      case 2 -> row(in);
      case 4 -> {
        byte[] statement = new byte[in.readUnsignedShort()];
        in.readBytes(statement);
        yield new Prepared(statement);
      }
      default -> throw new IOException("a result of kind " + kind);
    };
  }

  /// Rows without a description of their columns: flags, how many columns, how many rows, values.
  private static Row row(ByteBuf in) throws IOException {
    int flags = in.readInt();
    if ((flags & 0x04) == 0 || (flags & 0x02) != 0) {
      throw new IOException("rows with a description, or in pages, flags 0x%x".formatted(flags));
    }
    int columns = in.readInt();
    int rows = in.readInt();
    int length = rows == 0 || columns == 0 ? -1 : in.readInt();
    if (length < 0) {
      return new Row(null);
    }
    byte[] value = new byte[length];
    in.readBytes(value);
    return new Row(value);
  }

  private static String text(ByteBuf in) {
    int length = in.readUnsignedShort();
    return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
  }
}
