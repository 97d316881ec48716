package dev.gamut.protocol.raft;

/// Bytes that count against a bound until an index is passed: in flight, uncommitted, or given out
/// to be applied. Indexes come in rising order.
final class Outstanding {
  /// A ring of pairs, an index and its bytes beside it.
  private long[] pairs = new long[32];

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
    if (2 * count == pairs.length) {
      grow();
    }
    int slot = slot(count);
    pairs[slot] = index;
    pairs[slot + 1] = size;
    count++;
    bytes += size;
  }

  void releaseUpTo(long index) {
    while (count > 0 && pairs[slot(0)] <= index) {
      bytes -= pairs[slot(0) + 1];
      head++;
      count--;
    }
  }

  void clear() {
    head = 0;
    count = 0;
    bytes = 0;
  }

  private int slot(int position) {
    return 2 * (head + position) & (pairs.length - 1);
  }

  private void grow() {
    long[] more = new long[pairs.length * 2];
    for (int i = 0; i < count; i++) {
      more[2 * i] = pairs[slot(i)];
      more[2 * i + 1] = pairs[slot(i) + 1];
    }
    pairs = more;
    head = 0;
  }
}
