package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every commit explores seeds of its own: 200, derived from its name. `-DcommitSeeds=N` runs more.
final class CommitSeedsTest {
  private static final int SEEDS = Integer.getInteger("commitSeeds", 200);
  private static final int WORKERS = Runtime.getRuntime().availableProcessors();
  private static final long FIXED_FIRST_SEED = 1_000_000;
  private static final int SEED_BITS = 40;

  @Test
  void theSeedsOfThisCommitHold() throws InterruptedException {
    long first = firstSeed();
    IO.println("seeds of this commit: " + first + " to " + (first + SEEDS - 1));
    Campaign.Report report = new Campaign(first, SEEDS, WORKERS, Strategies.ANY).run(_ -> {});
    List<String> failed =
        report.failed().stream()
            .map(
                run ->
                    "replay with ./gamut simulate --seed "
                        + run.seed()
                        + ": "
                        + String.valueOf(run.failure()).lines().findFirst().orElse(""))
            .toList();
    assertEquals(List.of(), failed);
    assertTrue(report.succeeded() > 100L * SEEDS, "too little traffic: " + report.succeeded());
    IO.println(
        "%,d operations, %,.0f simulated seconds a second, %,.0f events a second"
            .formatted(
                report.operations(),
                report.speed().simulatedSecondsPerSecond(),
                report.speed().eventsPerSecond()));
  }

  private static long firstSeed() throws InterruptedException {
    try {
      Process git = new ProcessBuilder("git", "rev-parse", "HEAD").start();
      String commit =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      if (git.waitFor() == 0 && commit.length() >= SEED_BITS / 4) {
        return Long.parseLong(commit.substring(0, SEED_BITS / 4), 16);
      }
    } catch (IOException e) {
      IO.println("no git: " + e.getMessage());
    }
    IO.println("WARNING: the commit is not known, so the seeds are always the same");
    return FIXED_FIRST_SEED;
  }
}
