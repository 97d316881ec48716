package dev.gamut.base;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// An immutable slice of bytes: keys, values, entries and frames. A payload is copied once, from
/// the socket into one of these, and journal, followers and store all read that copy.
///
/// The array behind a slice is shared, never copied: whoever wraps an array gives it away. Order is
/// that of unsigned bytes, which is the order of every store and every partition.
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private static final int SHARED_ARRAY_MAX = 4096;

  private final byte[] array;
  private final int offset;
  private final int length;

  /// Once it is known; 0 before that.
  private int hash;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /// Wraps `array` without copying; the caller must not write to it again.
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /// Wraps a part of `array` without copying; the caller must not write to that part again.
  public static Bytes wrap(byte[] array, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, array.length);
    return length == 0 ? EMPTY : new Bytes(array, offset, length);
  }

  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Bytes concat(Bytes first, Bytes second) {
    byte[] joined = new byte[Math.addExact(first.length, second.length)];
    first.copyTo(joined, 0);
    second.copyTo(joined, first.length);
    return wrap(joined);
  }

  /// These bytes in an array of their own.
  public Bytes copy() {
    return wrap(toByteArray());
  }

  /// The same if now they keep a much larger array alive, and else these.
  public Bytes unshared() {
    boolean isLarge = array.length > SHARED_ARRAY_MAX && array.length / 4 > length;
    return isLarge ? copy() : this;
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public byte get(int index) {
    java.util.Objects.checkIndex(index, length);
    return array[offset + index];
  }

  public Bytes slice(int from, int to) {
    java.util.Objects.checkFromToIndex(from, to, length);
    return wrap(array, offset + from, to - from);
  }

  /// The array behind this slice, to be read only, between `offset()` and `offset() + length()`.
  public byte[] array() {
    return array;
  }

  public int offset() {
    return offset;
  }

  public void copyTo(byte[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, length);
  }

  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  public String toUtf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  public boolean startsWith(Bytes prefix) {
    return startsWith(prefix, 0);
  }

  /// Whether these bytes, from an index on, begin with the prefix.
  public boolean startsWith(Bytes prefix, int from) {
    return prefix.length <= length - from
        && Arrays.equals(
            array,
            offset + from,
            offset + from + prefix.length,
            prefix.array,
            prefix.offset,
            prefix.offset + prefix.length);
  }

  /// The smallest key greater than every key with this prefix, or null when there is none.
  public @Nullable Bytes prefixEnd() {
    int end = length;
    while (end > 0 && array[offset + end - 1] == (byte) 0xff) {
      end--;
    }
    if (end == 0) {
      return null;
    }
    byte[] next = Arrays.copyOfRange(array, offset, offset + end);
    next[end - 1]++;
    return wrap(next);
  }

  /// The smallest key greater than this one.
  public Bytes successor() {
    return wrap(Arrays.copyOf(toByteArray(), length + 1));
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 1;
      for (int i = offset; i < offset + length; i++) {
        known = 31 * known + array[i];
      }
      hash = known;
    }
    return known;
  }

  public String toHex() {
    return HexFormat.of().formatHex(array, offset, offset + length);
  }

  /// Text when it is printable ASCII, otherwise hexadecimal; long slices are cut. For people only.
  @Override
  public String toString() {
    for (int i = offset; i < offset + length; i++) {
      if (array[i] < 0x20 || array[i] > 0x7e) {
        return "0x" + (length > 32 ? slice(0, 32).toHex() + "…(" + length + ")" : toHex());
      }
    }
    return length > 64 ? slice(0, 64).toUtf8() + "…(" + length + ")" : toUtf8();
  }
}
