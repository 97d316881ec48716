package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;

/// What a key holds: bytes, a JSON document as UTF-8 text, or the mark of a delete, which only
/// replicas see.
public record Value(Kind kind, Bytes bytes) {
  /// The codes are part of the item format.
  public enum Kind {
    BYTES(0),
    DOCUMENT(1),
    TOMBSTONE(255);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  /// What a delete leaves where siblings may be on their way.
  public static final Value TOMBSTONE = new Value(Kind.TOMBSTONE, Bytes.EMPTY);

  public boolean isTombstone() {
    return kind == Kind.TOMBSTONE;
  }

  public static Value bytes(Bytes bytes) {
    return new Value(Kind.BYTES, bytes);
  }

  /// A JSON document; that it is one is checked at the doors.
  public static Value document(String json) {
    return new Value(Kind.DOCUMENT, Bytes.utf8(json));
  }

  public void write(ByteWriter out) {
    out.u8(kind.code).bytes(bytes);
  }

  public static Value read(ByteReader in) throws MalformedException {
    Kind kind =
        switch (in.u8()) {
          case 0 -> Kind.BYTES;
          case 1 -> Kind.DOCUMENT;
          case 255 -> Kind.TOMBSTONE;
          default -> throw new MalformedException("unknown kind of value");
        };
    return new Value(kind, in.bytes());
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}
