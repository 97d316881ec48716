package dev.gamut.checker.linearizability;

import java.util.Arrays;

/// Every configuration that the search has reached, so that none is searched twice (the memory of
/// Lowe's and of Horn and Kroening's algorithm). A configuration is a few words: what has been
/// placed and the state that led to. Its last words count the indeterminate operations used; one
/// that has used no more of any kind than a new one, and is otherwise equal, makes the new one
/// useless, because whatever the new one could still do, the older one can.
final class Configurations {
  static final int KNOWN = -1;

  private final int exactWords;
  private final int stride;
  private final long[] guards;
  private long[] words;
  private int[] parent;
  private int[] placed;
  private int[] nextInBucket;
  private int[] buckets;
  private int size;

  /// @param exactWords how many leading words must be equal
  /// @param guards for each counting word its guard bits: one above each count, always clear
  Configurations(int exactWords, long[] guards) {
    this.exactWords = exactWords;
    this.stride = exactWords + guards.length;
    this.guards = guards;
    this.words = new long[16 * stride];
    this.parent = new int[16];
    this.placed = new int[16];
    this.nextInBucket = new int[16];
    this.buckets = new int[32];
  }

  int size() {
    return size;
  }

  /// Remembers a configuration.
  ///
  /// @param from the configuration it was reached from; -1 for the first
  /// @param by what was placed to get there
  /// @return its number, or [#KNOWN] when it or a better one has been reached before
  int add(long[] configuration, int from, int by) {
    int bucket = hash(configuration) & (buckets.length - 1);
    for (int each = buckets[bucket] - 1; each >= 0; each = nextInBucket[each] - 1) {
      if (covers(each, configuration)) {
        return KNOWN;
      }
    }
    if (size == parent.length) {
      grow();
      bucket = hash(configuration) & (buckets.length - 1);
    }
    int added = size++;
    System.arraycopy(configuration, 0, words, added * stride, stride);
    parent[added] = from;
    placed[added] = by;
    nextInBucket[added] = buckets[bucket];
    buckets[bucket] = added + 1;
    return added;
  }

  /// Equal in the leading words, and no count above the other's. Counts are compared all at once:
  /// with the guard bit set above each count of the other, a subtraction clears the guard exactly
  /// where it had to borrow.
  private boolean covers(int known, long[] configuration) {
    int base = known * stride;
    for (int i = 0; i < exactWords; i++) {
      if (words[base + i] != configuration[i]) {
        return false;
      }
    }
    for (int i = 0; i < guards.length; i++) {
      long left = (configuration[exactWords + i] | guards[i]) - words[base + exactWords + i];
      if ((left & guards[i]) != guards[i]) {
        return false;
      }
    }
    return true;
  }

  private int hash(long[] configuration) {
    return hash(configuration, 0);
  }

  private int hash(long[] source, int base) {
    long hash = 0;
    for (int i = 0; i < exactWords; i++) {
      hash = (hash ^ source[base + i]) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    hash *= 0xbf58476d1ce4e5b9L;
    return (int) (hash >>> 32);
  }

  private void grow() {
    int capacity = Math.multiplyExact(size, 2);
    words = Arrays.copyOf(words, Math.multiplyExact(capacity, stride));
    parent = Arrays.copyOf(parent, capacity);
    placed = Arrays.copyOf(placed, capacity);
    nextInBucket = Arrays.copyOf(nextInBucket, capacity);
    buckets = new int[capacity * 2];
    for (int each = 0; each < size; each++) {
      int bucket = hash(words, each * stride) & (buckets.length - 1);
      nextInBucket[each] = buckets[bucket];
      buckets[bucket] = each + 1;
    }
  }

  void copyTo(int configuration, long[] target) {
    System.arraycopy(words, configuration * stride, target, 0, stride);
  }

  long firstWord(int configuration) {
    return words[configuration * stride];
  }

  int parent(int configuration) {
    return parent[configuration];
  }

  int placed(int configuration) {
    return placed[configuration];
  }
}
