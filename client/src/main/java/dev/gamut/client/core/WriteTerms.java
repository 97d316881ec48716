package dev.gamut.client.core;

import dev.gamut.base.Invariant;
import dev.gamut.model.Level;
import dev.gamut.model.Quorums;

/// How a write is carried out and how long it may take.
///
/// @param receiptWanted whether the answer accounts for what was given
/// @param quorum replicas that must have it durably before it is acknowledged; 0 for as many as the
///   table says. Only leaderless tables take another
/// @param timeoutNanos time left from the moment of submission, retries included
public record WriteTerms(boolean receiptWanted, int quorum, long timeoutNanos) {
  public WriteTerms {
    Invariant.require(timeoutNanos > 0, "a timeout of %d nanoseconds", timeoutNanos);
    Quorums.requireOfRequest(quorum);
  }

  public static WriteTerms within(long timeoutNanos) {
    return new WriteTerms(false, 0, timeoutNanos);
  }

  /// As a request says it, in which a write names no level.
  ReadTerms inRequest() {
    return new ReadTerms(Level.OF_TABLE, receiptWanted, quorum, timeoutNanos);
  }
}
