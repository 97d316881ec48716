package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import java.util.BitSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BucketsTest {
  private static final Buckets WHOLE = new Buckets(PartitionBy.HASH, Bytes.EMPTY, null);

  private static Bytes key(int i) {
    return Key.of("key" + i).place(PartitionBy.HASH);
  }

  private static BitSet some(int... buckets) {
    BitSet set = new BitSet();
    for (int bucket : buckets) {
      set.set(bucket);
    }
    return set;
  }

  @Test
  void allBucketsOfAHashTableAreUsedAlike() {
    int[] counts = new int[Buckets.COUNT];
    for (int i = 0; i < 100 * Buckets.COUNT; i++) {
      counts[WHOLE.of(key(i))]++;
    }
    for (int count : counts) {
      assertTrue(count > 50 && count < 150, "a bucket has " + count + " of 100 keys");
    }
  }

  @Test
  void aPartOfTheTokensHasNearlyAsManyBuckets() {
    Bytes from = Key.placeOfToken(0x5000_0000_0000_0000L);
    Bytes to = Key.placeOfToken(0x5300_0000_0000_0000L);
    Buckets part = new Buckets(PartitionBy.HASH, from, to);
    TreeSet<Integer> used = new TreeSet<>();
    for (int i = 0; i < 300_000; i++) {
      Bytes place = key(i);
      if (place.compareTo(from) >= 0 && place.compareTo(to) < 0) {
        used.add(part.of(place));
      }
    }
    assertEquals(0, used.first());
    assertTrue(used.size() >= Buckets.COUNT / 2, used.size() + " buckets");
    assertTrue(used.last() < Buckets.COUNT);
  }

  /// What is read for some buckets holds all their keys, and hardly any others.
  @Test
  void someBucketsOfAHashTableAreReadAlone() {
    Entropy entropy = Entropy.seeded(7);
    for (int round = 0; round < 200; round++) {
      BitSet wanted = new BitSet();
      for (int i = 0; i < 20; i++) {
        int first = entropy.below(Buckets.COUNT);
        wanted.set(first, Math.min(Buckets.COUNT, first + 1 + entropy.below(5)));
      }
      for (int i = 0; i < 50; i++) {
        Bytes place = key(entropy.below(1_000_000));
        assertEquals(WHOLE.isIn(place, wanted), isRead(place, wanted), () -> place.toHex());
      }
    }
  }

  private static boolean isRead(Bytes place, BitSet wanted) {
    Bytes from = Bytes.EMPTY;
    while (true) {
      Buckets.Span span = WHOLE.next(wanted, from);
      if (span == null) {
        return false;
      }
      Bytes to = span.to();
      if (place.compareTo(span.from()) >= 0 && (to == null || place.compareTo(to) < 0)) {
        return true;
      }
      if (to == null) {
        return false;
      }
      from = to;
    }
  }

  @Test
  void theLastBucketEndsWithThePartition() {
    BitSet last = some(Buckets.COUNT - 1);
    Buckets.Span span = WHOLE.next(last, Bytes.EMPTY);
    assertNotNull(span);
    assertNull(span.to());
    Bytes end = Key.placeOfToken(-1L);
    assertTrue(WHOLE.isIn(end, last));
    assertEquals(end, next(last, end));
    assertNull(next(some(3), end), "behind all that was wanted");
    assertNull(next(some(), Bytes.EMPTY), "nothing was wanted");
  }

  private static @Nullable Bytes next(BitSet wanted, Bytes from) {
    Buckets.Span span = WHOLE.next(wanted, from);
    return span == null ? null : span.from();
  }

  @Test
  void aRangeTableIsReadWhole() {
    Buckets range = new Buckets(PartitionBy.RANGE, Bytes.utf8("a"), Bytes.utf8("b"));
    TreeSet<Integer> used = new TreeSet<>();
    for (int i = 0; i < 20_000; i++) {
      used.add(range.of(Key.of("a" + i).place(PartitionBy.RANGE)));
    }
    assertEquals(Buckets.COUNT, used.size());
    assertEquals(new Buckets.Span(Bytes.utf8("a7"), null), range.next(some(9), Bytes.utf8("a7")));
    assertNull(range.next(some(), Bytes.EMPTY));
  }
}
