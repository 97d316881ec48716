package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// That acceptors keep nothing in the end proves something only where they had something.
final class CollectedStatesTest {
  private static final int SEEDS = 12;

  @Test
  void mostRunsOfLeaderlessTablesDropWhatAcceptorsKept() {
    int collected = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      ClusterRun run = new ClusterRun(seed, Strategies.LEADERLESS);
      assertNull(run.run().failure());
      collected += run.collectedBelow() > 0 ? 1 : 0;
    }
    assertTrue(collected > SEEDS / 2, collected + " of " + SEEDS + " runs dropped anything");
  }
}
