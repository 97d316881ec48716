package dev.gamut.cli.data;

import dev.gamut.cli.CommandException;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.model.Level;
import picocli.CommandLine.Option;

/// What a read is promised.
final class ReadOptions {
  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      defaultValue = "table",
      description =
          "linearizable, atomic, regular, eventual, or rungs to fall back on:"
              + " linearizable,eventual. Default: what the table gives, which is linearizable under"
              + " consensus, and for a leaderless table what its quorums come to.")
  private String level = "table";

  @Option(names = "--receipt", description = "Show what was actually given, and by whom.")
  private boolean receipt;

  boolean receipt() {
    return receipt;
  }

  /// @param quorum 0 for the table's
  ReadTerms terms(long timeoutNanos, int quorum) {
    return new ReadTerms(level(), receipt, quorum, timeoutNanos);
  }

  private Level level() {
    try {
      return Level.parse(level);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage() + "", "");
    }
  }
}
