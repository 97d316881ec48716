package dev.gamut.client;

import dev.gamut.client.core.ReadTerms;
import dev.gamut.model.Level;
import java.time.Duration;

/// What a read is promised, and how long it may take.
///
/// @param level only what the table's strategy offers is accepted; never weakened silently
/// @param deadline from the call to its result, retries included
/// @param receipt whether the result accounts for what was given
public record ReadOptions(Level level, Duration deadline, boolean receipt) {
  public static final ReadOptions DEFAULT =
      new ReadOptions(Level.OF_TABLE, Duration.ofSeconds(5), false);

  public ReadOptions at(Level level) {
    return new ReadOptions(level, deadline, receipt);
  }

  public ReadOptions within(Duration deadline) {
    return new ReadOptions(level, deadline, receipt);
  }

  public ReadOptions withReceipt() {
    return new ReadOptions(level, deadline, true);
  }

  ReadTerms terms() {
    return new ReadTerms(level, receipt, deadline.toNanos());
  }
}
