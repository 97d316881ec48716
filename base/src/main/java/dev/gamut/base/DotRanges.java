package dev.gamut.base;

import java.util.Arrays;

/// Sets of sequences of one origin as ranges: first and last of each, rising, with a gap between
/// ranges. What [Frontier] is made of.
final class DotRanges {
  private DotRanges() {}

  static boolean covers(long[] of, long sequence) {
    // Nearly always there is a base and nothing else.
    for (int i = 0; i < of.length && of[i] <= sequence; i += 2) {
      if (sequence <= of[i + 1]) {
        return true;
      }
    }
    return false;
  }

  static long[] joined(long[] a, long[] b) {
    long[] out = new long[a.length + b.length];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < a.length || j < b.length) {
      boolean fromA = j == b.length || (i < a.length && a[i] <= b[j]);
      long first = fromA ? a[i] : b[j];
      long last = fromA ? a[i + 1] : b[j + 1];
      i += fromA ? 2 : 0;
      j += fromA ? 0 : 2;
      if (size > 0 && first - 1 <= out[size - 1]) {
        out[size - 1] = Math.max(out[size - 1], last);
      } else {
        out[size++] = first;
        out[size++] = last;
      }
    }
    return Arrays.copyOf(out, size);
  }

  static long[] minus(long[] a, long[] b) {
    long[] out = new long[a.length + b.length];
    int size = 0;
    int j = 0;
    for (int i = 0; i < a.length; i += 2) {
      long first = a[i];
      long last = a[i + 1];
      while (j < b.length && b[j + 1] < first) {
        j += 2;
      }
      for (int k = j; k < b.length && b[k] <= last; k += 2) {
        if (first < b[k]) {
          out[size++] = first;
          out[size++] = b[k] - 1;
        }
        first = b[k + 1] + 1;
      }
      if (first <= last) {
        out[size++] = first;
        out[size++] = last;
      }
    }
    return size == out.length ? out : Arrays.copyOf(out, size);
  }

  static long[] read(ByteReader in) throws MalformedException {
    int count = in.count(2);
    long[] of = new long[2 * count];
    long behind = 0;
    for (int i = 0; i < of.length; i += 2) {
      long gap = in.varint();
      long more = in.varint();
      long first = behind + 1 + gap;
      if (gap < 0 || more < 0 || first <= behind || first + more < first || (i > 0 && gap == 0)) {
        throw new MalformedException("ranges of dots do not rise");
      }
      of[i] = first;
      of[i + 1] = first + more;
      behind = of[i + 1];
    }
    if (count == 0) {
      throw new MalformedException("an origin without dots");
    }
    return of;
  }
}
