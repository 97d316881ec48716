package dev.gamut.client.core;

import dev.gamut.base.Invariant;
import dev.gamut.model.Level;
import dev.gamut.model.Quorums;

/// What a read is promised and how long it may take.
///
/// @param receiptWanted whether the answer accounts for what was given
/// @param quorum replicas that must answer; 0 for as many as the table says. Only leaderless tables
///   take another
/// @param timeoutNanos time left from the moment of submission, retries included
public record ReadTerms(Level level, boolean receiptWanted, int quorum, long timeoutNanos) {
  /// For operations that read nothing.
  static final ReadTerms NONE = within(Long.MAX_VALUE);

  public ReadTerms {
    Invariant.require(timeoutNanos > 0, "a timeout of %d nanoseconds", timeoutNanos);
    Quorums.requireOfRequest(quorum);
  }

  public ReadTerms(Level level, boolean receiptWanted, long timeoutNanos) {
    this(level, receiptWanted, 0, timeoutNanos);
  }

  public static ReadTerms within(long timeoutNanos) {
    return new ReadTerms(Level.OF_TABLE, false, 0, timeoutNanos);
  }
}
