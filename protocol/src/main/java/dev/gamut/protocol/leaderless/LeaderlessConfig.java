package dev.gamut.protocol.leaderless;

import dev.gamut.base.Invariant;

/// What the replicas of a leaderless partition allow themselves. Every replica should have the
/// same.
///
/// @param exchangeNanos how soon after a change a replica tells the others what it has seen, and
///   how long it may lack what another has before it fetches it; less repairs sooner and sends more
/// @param idleExchangeNanos how often it tells them when nothing changes
/// @param resendNanos when a write or a read that has not reached its quorum is sent again, to
///   every replica
/// @param standInNanos how long a write or a read of a table with sloppy quorums waits for homes
///   before fallbacks are asked and counted
/// @param speculateNanosMin a read asks a further replica no sooner than this, however quick the
///   others were of late
/// @param fetchBytesMax items in one answer to a fetch; one may be larger
/// @param fetchTimeoutNanos when a fetch without an answer is given up
/// @param aheadMillisMax a write that is stamped further ahead of a replica's clock is refused by
///   it
/// @param siblingsMax values of one key beyond which writes that supersede none are refused
/// @param comparing how homes are compared
public record LeaderlessConfig(
    long exchangeNanos,
    long idleExchangeNanos,
    long resendNanos,
    long standInNanos,
    long speculateNanosMin,
    int fetchBytesMax,
    long fetchTimeoutNanos,
    long aheadMillisMax,
    int siblingsMax,
    ComparingConfig comparing) {
  private static final long MILLISECOND = 1_000_000;

  public LeaderlessConfig {
    Invariant.require(
        0 < exchangeNanos && exchangeNanos <= idleExchangeNanos,
        "exchanges every %d ns, idle ones every %d ns",
        exchangeNanos,
        idleExchangeNanos);
    Invariant.require(
        0 < speculateNanosMin && speculateNanosMin <= resendNanos,
        "a further replica after %d ns, every one after %d ns",
        speculateNanosMin,
        resendNanos);
    Invariant.require(
        0 < standInNanos && standInNanos <= resendNanos,
        "fallbacks after %d ns, everybody again after %d ns",
        standInNanos,
        resendNanos);
    Invariant.require(fetchBytesMax > 0, "%d bytes a fetch", fetchBytesMax);
    Invariant.require(fetchTimeoutNanos > 0, "a fetch of %d ns", fetchTimeoutNanos);
    Invariant.require(aheadMillisMax >= 0, "%d ms ahead", aheadMillisMax);
    Invariant.require(siblingsMax > 0, "%d siblings", siblingsMax);
  }

  /// For replicas in one region.
  public static LeaderlessConfig defaults() {
    return new LeaderlessConfig(
        500 * MILLISECOND,
        5_000 * MILLISECOND,
        100 * MILLISECOND,
        50 * MILLISECOND,
        5 * MILLISECOND,
        256 << 10,
        2_000 * MILLISECOND,
        500,
        64,
        ComparingConfig.defaults());
  }

  /// The same with another size of what is handed over at a time, and other comparisons.
  public LeaderlessConfig with(int fetchBytesMax, ComparingConfig comparing) {
    return new LeaderlessConfig(
        exchangeNanos,
        idleExchangeNanos,
        resendNanos,
        standInNanos,
        speculateNanosMin,
        fetchBytesMax,
        fetchTimeoutNanos,
        aheadMillisMax,
        siblingsMax,
        comparing);
  }

  /// How much is handed over at once to who asks for so much.
  int page(int bytesMax) {
    return Math.clamp(bytesMax, 1, fetchBytesMax);
  }

  /// When a replica speaks next of what it has seen. The partitions of a node share its clock, so
  /// what they say to one peer leaves as one frame.
  long nextExchange(long nowNanos) {
    return nowNanos - Math.floorMod(nowNanos, exchangeNanos) + exchangeNanos;
  }
}
