package dev.gamut.cli.data;

import dev.gamut.client.core.WriteTerms;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a write is carried out, and whether that is shown.
final class WriteOptions {
  @Option(names = "--receipt", description = "Show what was actually given, and by whom.")
  private boolean receipt;

  @Option(
      names = {"--write-quorum", "-W"},
      paramLabel = "W",
      description =
          "Leaderless: replicas that must have it durably before it is acknowledged. Default: as"
              + " many as the table says.")
  private @Nullable Integer quorum;

  WriteTerms terms(long timeoutNanos) {
    return new WriteTerms(receipt, Replies.quorum("-W", quorum), timeoutNanos);
  }
}
