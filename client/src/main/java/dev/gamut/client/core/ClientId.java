package dev.gamut.client.core;

import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.model.OperationId;

/// A client id that the catalog has granted, the numbers of the writes named with it, and which of
/// them are unfinished: those whose caller has had no reply yet.
///
/// The lowest unfinished number goes out with every write and lets partitions forget everything
/// below. It must never be too high: an operation below it that is sent again would be answered
/// *unknown* although its outcome was known. And it must rise, or partitions remember without end.
final class ClientId {
  private final long client;
  private final HybridTime expires;
  private final long expiresAtNanos;

  /// Bit n is set when the number `n` (modulo the size) is finished, for numbers from `lowest`.
  private long[] finished = new long[4];

  private long lowest = 1;
  private long next = 1;

  /// @param expiresAtNanos until when writes may be named with it, by this process's clock: counted
  ///   from before the grant was asked for, so that the cluster does not think it over earlier
  ClientId(long client, HybridTime expires, long expiresAtNanos) {
    this.client = client;
    this.expires = expires;
    this.expiresAtNanos = expiresAtNanos;
  }

  long client() {
    return client;
  }

  long expiresAtNanos() {
    return expiresAtNanos;
  }

  /// How many numbers lie between the lowest unfinished one and the next.
  long spread() {
    return next - lowest;
  }

  long lowestUnfinished() {
    return lowest;
  }

  /// Begins a write and returns its number.
  long begin() {
    if (spread() == (long) finished.length * Long.SIZE) {
      grow();
    }
    return next++;
  }

  OperationId name(long sequence) {
    boolean isTooHigh = Defect.LOWEST_UNFINISHED_TOO_HIGH.isPlanted();
    return new OperationId(client, sequence, isTooHigh ? sequence : lowest, expires);
  }

  /// The caller of this write has had its reply, or is about to.
  void finish(long sequence) {
    Invariant.check(
        sequence >= lowest && sequence < next, "write %d finished, lowest is %d", sequence, lowest);
    finished[word(sequence)] |= 1L << sequence;
    while (lowest < next && isFinished(lowest)) {
      finished[word(lowest)] &= ~(1L << lowest);
      lowest++;
    }
  }

  private boolean isFinished(long sequence) {
    return (finished[word(sequence)] & 1L << sequence) != 0;
  }

  private int word(long sequence) {
    return (int) (sequence >>> 6) & (finished.length - 1);
  }

  private void grow() {
    long[] old = finished;
    finished = new long[2 * old.length];
    for (long n = lowest; n < next; n++) {
      long bit = old[(int) (n >>> 6) & (old.length - 1)] & 1L << n;
      finished[word(n)] |= bit;
    }
  }
}
