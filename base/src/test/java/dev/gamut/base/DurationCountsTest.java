package dev.gamut.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class DurationCountsTest {
  @Test
  void aDurationFallsIntoTheFirstBucketThatHoldsIt() {
    for (int bucket = 0; bucket < DurationCounts.bucketCount() - 1; bucket++) {
      DurationCounts counts = new DurationCounts();
      long shortest = bucket == 0 ? 0 : DurationCounts.boundNanos(bucket - 1) + 1;
      long longest = DurationCounts.boundNanos(bucket);
      counts.add(shortest);
      counts.add(longest);
      assertEquals(2, counts.count(bucket), "bucket " + bucket);
      assertEquals(shortest + longest, counts.sumNanos());
    }
  }

  @Test
  void whatIsLongerThanAllBoundsIsCountedToo() {
    int last = DurationCounts.bucketCount() - 1;
    DurationCounts counts = new DurationCounts();
    counts.add(DurationCounts.boundNanos(last - 1) + 1);
    assertEquals(1, counts.count(last));
    assertEquals(Long.MAX_VALUE, DurationCounts.boundNanos(last));
  }

  @Test
  void aCopyStaysAsItWasAndSumsAddUp() {
    DurationCounts counts = new DurationCounts();
    counts.add(1);
    DurationCounts copy = counts.copy();
    counts.add(3);
    assertEquals(1, copy.total());
    copy.add(counts);
    assertEquals(3, copy.total());
    assertEquals(5, copy.sumNanos());
  }
}
