package dev.gamut.cli.data;

import dev.gamut.cli.CommandException;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.model.Level;
import java.util.Locale;
import picocli.CommandLine.Option;

/// What a read is promised.
final class ReadOptions {
  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      defaultValue = "linearizable",
      description =
          "linearizable, eventual, or rungs to fall back on: linearizable,eventual."
              + " Default: linearizable.")
  private String level = "linearizable";

  @Option(names = "--receipt", description = "Show what was actually given, and by whom.")
  private boolean receipt;

  boolean receipt() {
    return receipt;
  }

  ReadTerms terms(long timeoutNanos) {
    return new ReadTerms(level(), receipt, timeoutNanos);
  }

  private Level level() {
    Level chain = null;
    for (String rung : level.split(",", -1)) {
      Level next =
          switch (rung.strip().toLowerCase(Locale.ROOT)) {
            case "linearizable" -> Level.linearizable();
            case "eventual" -> Level.eventual();
            default ->
                throw CommandException.usage(
                    "no level is named " + rung, "Levels are linearizable and eventual.");
          };
      chain = chain == null ? next : chain.orElse(next);
    }
    return chain == null ? Level.linearizable() : chain;
  }
}
