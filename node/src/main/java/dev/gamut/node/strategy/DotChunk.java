package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import java.util.Arrays;

/// Some entries of a [DotLog], in arrays instead of an object each: a quarter of the memory, and
/// keys are copied, since a slice would keep the whole record alive that it is part of.
///
/// Entries are added behind `to` and removed before `from`; a place in between never changes.
final class DotChunk {
  private static final int ENTRIES_MAX = 256;
  private static final int FIRST_ENTRIES = 16;

  /// Three numbers, the end of its key, and its marks.
  private static final int ENTRY_BYTES = 3 * Long.BYTES + Integer.BYTES + 1;

  private static final byte UNSETTLED = 1;
  private static final byte COLLECTING = 2;

  private long[] indexes = new long[FIRST_ENTRIES];
  private long[] origins = new long[FIRST_ENTRIES];
  private long[] sequences = new long[FIRST_ENTRIES];
  private int[] ends = new int[FIRST_ENTRIES];
  private byte[] marks = new byte[FIRST_ENTRIES];
  private byte[] places = new byte[FIRST_ENTRIES * Long.BYTES];
  private int from;
  private int to;

  /// What an entry costs in memory.
  static int sizeOf(int placeLength) {
    return ENTRY_BYTES + placeLength;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  int count() {
    return to - from;
  }

  boolean isEmpty() {
    return from == to;
  }

  boolean isFull() {
    return to == ENTRIES_MAX;
  }

  long sizeBytes() {
    return isEmpty() ? 0 : (long) count() * ENTRY_BYTES + ends[to - 1] - start(from);
  }

  long sizeBytes(int at) {
    return sizeOf(ends[at] - start(at));
  }

  void add(long index, Dot dot, Bytes place, boolean unsettled) {
    byte mark = unsettled ? UNSETTLED : 0;
    add(index, dot.origin(), dot.sequence(), mark, place.array(), place.offset(), place.length());
  }

  void copy(DotChunk other, int at) {
    add(
        other.indexes[at],
        other.origins[at],
        other.sequences[at],
        other.marks[at],
        other.places,
        other.start(at),
        other.ends[at] - other.start(at));
  }

  private void add(
      long index, long origin, long sequence, byte mark, byte[] array, int offset, int length) {
    if (to == indexes.length) {
      grow(to * 2);
    }
    int start = start(to);
    if (start + length > places.length) {
      places = Arrays.copyOf(places, Math.max(places.length * 2, start + length));
    }
    System.arraycopy(array, offset, places, start, length);
    indexes[to] = index;
    origins[to] = origin;
    sequences[to] = sequence;
    marks[to] = mark;
    ends[to] = start + length;
    to++;
  }

  private void grow(int capacity) {
    indexes = Arrays.copyOf(indexes, capacity);
    origins = Arrays.copyOf(origins, capacity);
    sequences = Arrays.copyOf(sequences, capacity);
    marks = Arrays.copyOf(marks, capacity);
    ends = Arrays.copyOf(ends, capacity);
  }

  private int start(int at) {
    return at == 0 ? 0 : ends[at - 1];
  }

  void removeFirst() {
    from++;
  }

  /// Of the log entry that applied it.
  long index(int at) {
    return indexes[at];
  }

  Dot dot(int at) {
    return new Dot(origins[at], sequences[at]);
  }

  Bytes place(int at) {
    return Bytes.wrap(places, start(at), ends[at] - start(at));
  }

  boolean isIn(Frontier dots, int at) {
    return dots.covers(origins[at], sequences[at]);
  }

  /// Whether its item has a tombstone or a context left, which go later.
  boolean isUnsettled(int at) {
    return (marks[at] & UNSETTLED) != 0;
  }

  /// Whether no record that collects that is on its way.
  boolean isUncollected(int at) {
    return marks[at] == UNSETTLED;
  }

  void collecting(int at) {
    marks[at] |= COLLECTING;
  }

  void settle(int at) {
    marks[at] &= ~UNSETTLED;
  }

  /// Whether nobody needs an entry any more once every home has seen these dots.
  boolean isGone(int at, Frontier common) {
    return !isUnsettled(at) && isIn(common, at);
  }

  int countGone(Frontier common) {
    int gone = 0;
    for (int i = from; i < to; i++) {
      gone += isGone(i, common) ? 1 : 0;
    }
    return gone;
  }
}
