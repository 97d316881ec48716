package dev.gamut.protocol.leaderless;

import dev.gamut.base.Invariant;

/// How often and how fast the homes of a leaderless partition are compared.
///
/// @param everyNanos from the end of a comparison to the next, which is with another home; less
///   finds sooner what is wrong, and sends half a kibibyte a partition more often
/// @param lookNanos between two looks at what differs: longer than writes are under way
/// @param pageNanos between two pages of keys that are read; less is faster and disturbs more
/// @param pageBytesMax of items read for a page, and about the size of the answer
/// @param rebuildNanos how often the hashes are made anew from what the store holds
public record ComparingConfig(
    long everyNanos, long lookNanos, long pageNanos, int pageBytesMax, long rebuildNanos) {
  private static final long MILLISECOND = 1_000_000;

  public ComparingConfig {
    Invariant.require(
        0 < lookNanos && lookNanos <= everyNanos,
        "compared every %d ns, with looks every %d ns",
        everyNanos,
        lookNanos);
    Invariant.require(pageNanos > 0, "a page every %d ns", pageNanos);
    Invariant.require(pageBytesMax > 0, "pages of %d bytes", pageBytesMax);
    Invariant.require(rebuildNanos > 0, "hashes made anew every %d ns", rebuildNanos);
  }

  /// For replicas in one region.
  public static ComparingConfig defaults() {
    return new ComparingConfig(
        10_000 * MILLISECOND,
        1_000 * MILLISECOND,
        20 * MILLISECOND,
        256 << 10,
        6 * 3_600_000 * MILLISECOND);
  }
}
