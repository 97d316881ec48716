package dev.gamut.protocol.raft;

/// Bytes that count against a bound until an index is passed: in flight, uncommitted, or given out
/// to be applied. Indexes come in rising order.
final class Outstanding {
  private long[] indexes = new long[16];
  private long[] sizes = new long[16];
  private int head;
  private int count;
  private long bytes;

  long bytes() {
    return bytes;
  }

  int count() {
    return count;
  }

  void add(long index, long size) {
    if (count == indexes.length) {
      grow();
    }
    int slot = (head + count) & (indexes.length - 1);
    indexes[slot] = index;
    sizes[slot] = size;
    count++;
    bytes += size;
  }

  void releaseUpTo(long index) {
    while (count > 0 && indexes[head] <= index) {
      bytes -= sizes[head];
      head = (head + 1) & (indexes.length - 1);
      count--;
    }
  }

  void clear() {
    head = 0;
    count = 0;
    bytes = 0;
  }

  private void grow() {
    long[] moreIndexes = new long[indexes.length * 2];
    long[] moreSizes = new long[indexes.length * 2];
    for (int i = 0; i < count; i++) {
      int slot = (head + i) & (indexes.length - 1);
      moreIndexes[i] = indexes[slot];
      moreSizes[i] = sizes[slot];
    }
    indexes = moreIndexes;
    sizes = moreSizes;
    head = 0;
  }
}
