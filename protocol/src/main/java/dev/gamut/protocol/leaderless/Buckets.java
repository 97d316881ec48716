package dev.gamut.protocol.leaderless;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.model.PartitionBy;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Divides the keys of a partition, so that replicas that differ find where: the same on each of
/// them, whatever they hold.
///
/// Where keys lie in the order of their tokens a bucket is a stretch of them, and only that is read
/// to compare it. Nobody knows how the keys of a range table lie, so there a bucket is made of
/// whatever hashes to it, all over the partition.
public final class Buckets {
  public static final int COUNT = 1 << 10;
  static final int GROUP_COUNT = 32;
  static final int GROUP_SIZE = COUNT / GROUP_COUNT;
  private static final int TOKEN_SIZE = 8;

  private final boolean together;
  private final long firstToken;
  private final int shift;

  /// Where to read: from a place up to another; null for the partition's end.
  public record Span(Bytes from, @Nullable Bytes to) {}

  /// @param to the place behind the partition's last; null for the end of the table
  public Buckets(PartitionBy order, Bytes from, @Nullable Bytes to) {
    this.together = order == PartitionBy.HASH;
    this.firstToken = token(from);
    long width = (to == null ? -1 : token(to)) - firstToken;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(width);
    this.shift = Math.max(0, bits - Integer.numberOfTrailingZeros(COUNT));
  }

  private static long token(Bytes place) {
    long token = 0;
    for (int i = 0; i < TOKEN_SIZE; i++) {
      token = token << 8 | (i < place.length() ? place.get(i) & 0xff : 0);
    }
    return token;
  }

  int of(Bytes place) {
    return together
        ? (int) ((token(place) - firstToken) >>> shift)
        : (int) ItemHashes.of(place) & (COUNT - 1);
  }

  /// Whether a key is in one of some buckets.
  public boolean isIn(Bytes place, BitSet buckets) {
    return buckets.get(of(place));
  }

  /// Where to read on for what some buckets hold; null when that was all.
  ///
  /// @param from where the partition or the rest of it begins
  public @Nullable Span next(BitSet buckets, Bytes from) {
    if (!together) {
      return buckets.isEmpty() ? null : new Span(from, null);
    }
    int at = from.isEmpty() ? 0 : of(from);
    int first = buckets.nextSetBit(at);
    if (first < 0) {
      return null;
    }
    Bytes start = first == at ? from : place(first);
    int end = buckets.nextClearBit(first);
    return new Span(start == null ? from : start, place(end));
  }

  /// Where a bucket begins; null for one beyond every token.
  private @Nullable Bytes place(int bucket) {
    long behind = (long) bucket << shift;
    long token = firstToken + behind;
    boolean beyond = behind >>> shift != bucket || Long.compareUnsigned(token, firstToken) < 0;
    return beyond ? null : new ByteWriter(TOKEN_SIZE).i64(Long.reverseBytes(token)).take();
  }
}
