package dev.gamut.base;

/// How long things took, counted in buckets for a histogram. Plain fields of one thread, so that to
/// count costs a few nanoseconds; who wants to look takes a [#copy] there.
///
/// The buckets are in steps of 1, 2, 5 from 50 µs to 10 s: fine enough to tell a percentile within
/// a factor of two, and few enough for a series of each in a scrape.
public final class DurationCounts {
  private static final long MICRO = 1_000;

  private static final long[] BOUNDS_NANOS = {
    50 * MICRO,
    100 * MICRO,
    200 * MICRO,
    500 * MICRO,
    1_000 * MICRO,
    2_000 * MICRO,
    5_000 * MICRO,
    10_000 * MICRO,
    20_000 * MICRO,
    50_000 * MICRO,
    100_000 * MICRO,
    200_000 * MICRO,
    500_000 * MICRO,
    1_000_000 * MICRO,
    2_000_000 * MICRO,
    5_000_000 * MICRO,
    10_000_000 * MICRO
  };

  private final long[] counts = new long[BOUNDS_NANOS.length + 1];
  private long sumNanos;

  /// How many buckets there are; the last one has no upper bound.
  public static int bucketCount() {
    return BOUNDS_NANOS.length + 1;
  }

  /// The longest duration of a bucket; `Long.MAX_VALUE` for the last.
  public static long boundNanos(int bucket) {
    return bucket == BOUNDS_NANOS.length ? Long.MAX_VALUE : BOUNDS_NANOS[bucket];
  }

  public void add(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    counts[bucket]++;
    sumNanos += nanos;
  }

  public void add(DurationCounts other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    sumNanos += other.sumNanos;
  }

  public DurationCounts copy() {
    DurationCounts copy = new DurationCounts();
    copy.add(this);
    return copy;
  }

  /// Of one bucket alone, not of those below it too.
  public long count(int bucket) {
    return counts[bucket];
  }

  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  public long sumNanos() {
    return sumNanos;
  }
}
