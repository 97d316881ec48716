package dev.gamut.protocol.paxos;

import dev.gamut.base.Invariant;

/// What a proposer allows itself.
///
/// @param resendNanos when a round that has no quorum is sent again
/// @param backoffNanosMin a proposer that was refused waits a random time of up to this, doubled
///   with each refusal
/// @param backoffNanosMax and never more than this
public record PaxosConfig(long resendNanos, long backoffNanosMin, long backoffNanosMax) {
  private static final long MILLISECOND = 1_000_000;

  public PaxosConfig {
    Invariant.require(resendNanos > 0, "resent after %d ns", resendNanos);
    Invariant.require(
        0 < backoffNanosMin && backoffNanosMin <= backoffNanosMax,
        "a pause of %d to %d ns",
        backoffNanosMin,
        backoffNanosMax);
  }

  /// For acceptors in one region.
  public static PaxosConfig defaults() {
    return new PaxosConfig(100 * MILLISECOND, 2 * MILLISECOND, 200 * MILLISECOND);
  }
}
