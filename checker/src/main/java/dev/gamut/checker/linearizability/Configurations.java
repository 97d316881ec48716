package dev.gamut.checker.linearizability;

import java.util.Arrays;

/// Every configuration that the search has reached, so that none is searched twice (the memory of
/// Lowe's and of Horn and Kroening's algorithm), nor any that is no better than another.
///
/// A configuration is a few words of four sorts: those that must be equal for two configurations to
/// be compared at all; those where more bits are better; those where fewer are; and counts, each
/// with a clear guard bit above it, where less is better. One that is at least as good in every
/// respect *covers* the other: whatever can still be done from the other can be done from it.
final class Configurations {
  static final int KNOWN = -1;

  /// How many configurations a new one is compared with, the latest first. Most that are covered
  /// are covered by a late one, and without a bound comparing would outweigh searching.
  private static final int COMPARED_MAX = 256;

  /// How many words there are of each sort.
  ///
  /// @param guards for each word of counts its guard bits
  record Shape(int exact, int more, int fewer, Guards guards) {
    int words() {
      return exact + more + fewer + guards.words.length;
    }
  }

  /// The guard bits of the words of counts.
  static final class Guards {
    private final long[] words;

    Guards(long... words) {
      this.words = words;
    }
  }

  private final int exact;
  private final int moreEnd;
  private final int fewerEnd;
  private final int stride;
  private final long[] guards;
  private long[] words;
  private int[] parent;
  private int[] placed;
  private int[] nextInBucket;
  private int[] buckets;
  private int size;
  private long comparisons;

  Configurations(Shape shape) {
    exact = shape.exact();
    moreEnd = exact + shape.more();
    fewerEnd = moreEnd + shape.fewer();
    stride = shape.words();
    guards = shape.guards().words;
    words = new long[16 * stride];
    parent = new int[16];
    placed = new int[16];
    nextInBucket = new int[16];
    buckets = new int[32];
  }

  int size() {
    return size;
  }

  /// How many comparisons there have been.
  long comparisons() {
    return comparisons;
  }

  /// Remembers a configuration, and forgets for comparison those that it covers.
  ///
  /// @param from the configuration it was reached from; -1 for the first
  /// @param by what was placed to get there
  /// @return its number, or [#KNOWN] when one that covers it has been reached before
  int add(long[] configuration, int from, int by) {
    if (size == parent.length) {
      grow();
    }
    int bucket = hash(configuration, 0) & (buckets.length - 1);
    int before = -1;
    int compared = 0;
    for (int each = buckets[bucket] - 1;
        each >= 0 && compared++ < COMPARED_MAX;
        each = nextInBucket[each] - 1) {
      boolean comparable = sameExact(each * stride, configuration);
      if (comparable && covers(words, each * stride, configuration, 0)) {
        comparisons += compared;
        return KNOWN;
      }
      if (comparable && covers(configuration, 0, words, each * stride)) {
        remove(bucket, before, each);
      } else {
        before = each;
      }
    }
    comparisons += compared;
    return insert(bucket, configuration, from, by);
  }

  private int insert(int bucket, long[] configuration, int from, int by) {
    int added = size++;
    System.arraycopy(configuration, 0, words, added * stride, stride);
    parent[added] = from;
    placed[added] = by;
    nextInBucket[added] = buckets[bucket];
    buckets[bucket] = added + 1;
    return added;
  }

  private void remove(int bucket, int before, int configuration) {
    if (before < 0) {
      buckets[bucket] = nextInBucket[configuration];
    } else {
      nextInBucket[before] = nextInBucket[configuration];
    }
  }

  private boolean sameExact(int known, long[] configuration) {
    for (int i = 0; i < exact; i++) {
      if (words[known + i] != configuration[i]) {
        return false;
      }
    }
    return true;
  }

  /// Counts are compared all at once: with the guard bit set above each count of the worse one, a
  /// subtraction clears the guard exactly where it had to borrow.
  private boolean covers(long[] better, int b, long[] worse, int w) {
    for (int i = exact; i < moreEnd; i++) {
      if ((worse[w + i] & ~better[b + i]) != 0) {
        return false;
      }
    }
    for (int i = moreEnd; i < fewerEnd; i++) {
      if ((better[b + i] & ~worse[w + i]) != 0) {
        return false;
      }
    }
    for (int i = fewerEnd; i < stride; i++) {
      long guard = guards[i - fewerEnd];
      if ((((worse[w + i] | guard) - better[b + i]) & guard) != guard) {
        return false;
      }
    }
    return true;
  }

  private int hash(long[] source, int base) {
    long hash = 0;
    for (int i = 0; i < exact; i++) {
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
    int[] old = buckets;
    int[] oldNext = nextInBucket;
    nextInBucket = new int[capacity];
    buckets = new int[capacity * 2];
    for (int head : old) {
      for (int each = head - 1; each >= 0; each = oldNext[each] - 1) {
        int bucket = hash(words, each * stride) & (buckets.length - 1);
        nextInBucket[each] = buckets[bucket];
        buckets[bucket] = each + 1;
      }
    }
  }

  void copyTo(int configuration, long[] target) {
    System.arraycopy(words, configuration * stride, target, 0, stride);
  }

  int parent(int configuration) {
    return parent[configuration];
  }

  int placed(int configuration) {
    return placed[configuration];
  }
}
