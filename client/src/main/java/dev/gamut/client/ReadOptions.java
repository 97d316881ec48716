package dev.gamut.client;

import dev.gamut.client.core.ReadTerms;
import dev.gamut.model.Level;
import dev.gamut.model.Quorums;
import java.time.Duration;

/// What a read is promised, and how long it may take.
///
/// @param level only what the table's strategy offers is accepted; never weakened silently
/// @param deadline from the call to its result, retries included
/// @param receipt whether the result accounts for what was given
/// @param quorum of a leaderless table: replicas that must answer; 0 for as many as the table says
public record ReadOptions(Level level, Duration deadline, boolean receipt, int quorum) {
  public static final ReadOptions DEFAULT =
      new ReadOptions(Level.OF_TABLE, Duration.ofSeconds(5), false, 0);

  public ReadOptions {
    Quorums.requireOfRequest(quorum);
  }

  public ReadOptions at(Level level) {
    return new ReadOptions(level, deadline, receipt, quorum);
  }

  public ReadOptions within(Duration deadline) {
    return new ReadOptions(level, deadline, receipt, quorum);
  }

  public ReadOptions withReceipt() {
    return new ReadOptions(level, deadline, true, quorum);
  }

  /// R of this read, where the table is leaderless; elsewhere an error. What that gives together
  /// with the table's W is in the receipt. A level that needs more replicas asks more.
  public ReadOptions quorum(int replicas) {
    return new ReadOptions(level, deadline, receipt, replicas);
  }

  ReadTerms terms() {
    return new ReadTerms(level, receipt, quorum, deadline.toNanos());
  }
}
