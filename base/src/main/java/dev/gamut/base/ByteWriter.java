package dev.gamut.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the fields of our formats: integers little-endian, lengths as varints (LEB128, unsigned).
/// Not for two threads.
public final class ByteWriter {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private byte[] array;
  private int size;

  public ByteWriter() {
    this(256);
  }

  public ByteWriter(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  public int size() {
    return size;
  }

  /// Forgets what was written but keeps the array; only when no slice of it was given away.
  public void clear() {
    size = 0;
  }

  public ByteWriter u8(int value) {
    ensure(1);
    array[size++] = (byte) value;
    return this;
  }

  public ByteWriter bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  public ByteWriter u16(int value) {
    ensure(2);
    SHORT.set(array, size, (short) value);
    size += 2;
    return this;
  }

  public ByteWriter i32(int value) {
    ensure(4);
    INT.set(array, size, value);
    size += 4;
    return this;
  }

  public ByteWriter i64(long value) {
    ensure(8);
    LONG.set(array, size, value);
    size += 8;
    return this;
  }

  /// An unsigned 64-bit integer in one to ten bytes, small values first.
  public ByteWriter varint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      array[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[size++] = (byte) rest;
    return this;
  }

  /// A length and then the bytes.
  public ByteWriter bytes(Bytes value) {
    varint(value.length());
    return raw(value);
  }

  public ByteWriter text(String value) {
    return bytes(Bytes.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  /// The bytes alone; the reader must know how many they are.
  public ByteWriter raw(Bytes value) {
    ensure(value.length());
    value.copyTo(array, size);
    size += value.length();
    return this;
  }

  public ByteWriter raw(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, array, size, length);
    size += length;
    return this;
  }

  /// Overwrites four bytes written before: a length or a checksum known only at the end.
  public void patchI32(int position, int value) {
    java.util.Objects.checkFromIndexSize(position, 4, size);
    INT.set(array, position, value);
  }

  /// What was written so far, as a copy that later writing does not touch.
  public Bytes toBytes() {
    return Bytes.wrap(Arrays.copyOf(array, size));
  }

  /// What was written, without a copy; this writer starts over with a new array.
  public Bytes take() {
    Bytes taken = Bytes.wrap(array, 0, size);
    array = new byte[Math.max(16, Math.min(size, 4096))];
    size = 0;
    return taken;
  }

  /// The array behind this writer, valid until the next write; the first `size()` bytes count.
  public byte[] array() {
    return array;
  }

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > array.length) {
      array = Arrays.copyOf(array, Math.max(needed, (int) Math.min(array.length * 2L, 1L << 30)));
    }
  }
}
