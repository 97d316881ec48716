package dev.gamut.protocol.raft;

/// Numbers, first in first out, without boxes.
final class LongQueue {
  private long[] ring = new long[16];
  private int head;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(long value) {
    if (size == ring.length) {
      long[] larger = new long[size * 2];
      for (int i = 0; i < size; i++) {
        larger[i] = ring[(head + i) & (size - 1)];
      }
      ring = larger;
      head = 0;
    }
    ring[(head + size) & (ring.length - 1)] = value;
    size++;
  }

  /// Of a queue that is not empty.
  long remove() {
    long value = ring[head];
    head = (head + 1) & (ring.length - 1);
    size--;
    return value;
  }
}
