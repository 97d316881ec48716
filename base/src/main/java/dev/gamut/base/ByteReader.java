package dev.gamut.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the fields that [ByteWriter] writes and trusts no byte: every read checks what is left,
/// every length is checked before anything is allocated for it.
public final class ByteReader {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private final byte[] array;
  private final int end;
  private int position;

  public ByteReader(Bytes source) {
    array = source.array();
    position = source.offset();
    end = source.offset() + source.length();
  }

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  public int remaining() {
    return end - position;
  }

  public int u8() throws MalformedException {
    need(1);
    return array[position++] & 0xff;
  }

  public boolean bool() throws MalformedException {
    int value = u8();
    if (value > 1) {
      throw new MalformedException("expected 0 or 1, found " + value);
    }
    return value == 1;
  }

  public int u16() throws MalformedException {
    need(2);
    int value = (short) SHORT.get(array, position) & 0xffff;
    position += 2;
    return value;
  }

  public int i32() throws MalformedException {
    need(4);
    int value = (int) INT.get(array, position);
    position += 4;
    return value;
  }

  public long i64() throws MalformedException {
    need(8);
    long value = (long) LONG.get(array, position);
    position += 8;
    return value;
  }

  public long varint() throws MalformedException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = u8();
      if (shift == 63 && b > 1) {
        throw new MalformedException("integer longer than 64 bits");
      }
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new MalformedException("integer longer than 64 bits");
  }

  /// A varint that is an `int` and not negative. Larger ones are refused: cut to 32 bits they would
  /// be another number.
  public int natural() throws MalformedException {
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new MalformedException("number out of range: " + Long.toUnsignedString(value));
    }
    return (int) value;
  }

  /// A varint that counts things of at least `sizeMin` bytes each: never more than can follow.
  public int count(int sizeMin) throws MalformedException {
    long value = varint();
    if (value < 0 || value > remaining() / Math.max(1, sizeMin)) {
      throw new MalformedException(value + " elements announced, " + remaining() + " bytes left");
    }
    return (int) value;
  }

  /// A length and then that many bytes, as a slice of the source.
  public Bytes bytes() throws MalformedException {
    return raw(count(1));
  }

  public String text() throws MalformedException {
    Bytes value = bytes();
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(value.array(), value.offset(), value.length()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("text is not UTF-8", e);
    }
  }

  public Bytes raw(int length) throws MalformedException {
    need(length);
    Bytes value = Bytes.wrap(array, position, length);
    position += length;
    return value;
  }

  /// Everything that is left, as a slice of the source.
  public Bytes rest() {
    Bytes value = Bytes.wrap(array, position, end - position);
    position = end;
    return value;
  }

  /// Refuses bytes behind the last field: a longer message is a different message.
  public void finish() throws MalformedException {
    if (position != end) {
      throw new MalformedException(remaining() + " bytes too many");
    }
  }

  private void need(int length) throws MalformedException {
    if (length < 0 || length > end - position) {
      throw new MalformedException(length + " bytes needed, " + (end - position) + " left");
    }
  }
}
