package dev.gamut.model;

import dev.gamut.base.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The token of a partition key: XXH64 with seed 0 (Collet's specification), unsigned. It is part
/// of the format of every hash table and never changes.
public final class Token {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;
  private static final long P1_PLUS_P2 = 0x60EA27EEADC0B5D6L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Token() {}

  public static long of(Bytes key) {
    byte[] a = key.array();
    int at = key.offset();
    int end = at + key.length();
    long hash = P5;
    if (key.length() >= 32) {
      hash = stripes(a, at, end);
      at += key.length() & ~31;
    }
    return finish(hash + key.length(), a, at, end);
  }

  private static long stripes(byte[] a, int from, int end) {
    long v1 = P1_PLUS_P2;
    long v2 = P2;
    long v3 = 0;
    long v4 = -P1;
    for (int at = from; at + 32 <= end; at += 32) {
      v1 = round(v1, (long) LONG.get(a, at));
      v2 = round(v2, (long) LONG.get(a, at + 8));
      v3 = round(v3, (long) LONG.get(a, at + 16));
      v4 = round(v4, (long) LONG.get(a, at + 24));
    }
    long hash =
        Long.rotateLeft(v1, 1)
            + Long.rotateLeft(v2, 7)
            + Long.rotateLeft(v3, 12)
            + Long.rotateLeft(v4, 18);
    return merge(merge(merge(merge(hash, v1), v2), v3), v4);
  }

  private static long finish(long start, byte[] a, int from, int end) {
    long hash = start;
    int at = from;
    for (; at + 8 <= end; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(a, at)), 27) * P1 + P4;
    }
    if (at + 4 <= end) {
      hash = Long.rotateLeft(hash ^ ((int) INT.get(a, at) & 0xffffffffL) * P1, 23) * P2 + P3;
      at += 4;
    }
    for (; at < end; at++) {
      hash = Long.rotateLeft(hash ^ (a[at] & 0xff) * P5, 11) * P1;
    }
    hash = (hash ^ hash >>> 33) * P2;
    hash = (hash ^ hash >>> 29) * P3;
    return hash ^ hash >>> 32;
  }

  private static long round(long accumulator, long input) {
    return Long.rotateLeft(accumulator + input * P2, 31) * P1;
  }

  private static long merge(long hash, long accumulator) {
    return (hash ^ round(0, accumulator)) * P1 + P4;
  }
}
