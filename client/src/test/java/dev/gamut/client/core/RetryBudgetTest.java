package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Entropy;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
  @Test
  void aTenthOfTheRequestsMayBeRetries() {
    RetryBudget budget = new RetryBudget(0);
    while (budget.take(0)) {
      // The start's allowance goes first.
    }
    int retries = 0;
    for (int i = 0; i < 10_000; i++) {
      budget.earn();
      retries += budget.take(0) ? 1 : 0;
    }
    assertEquals(1_000, retries, 1);
  }

  @Test
  void threeASecondAreAlwaysThere() {
    RetryBudget budget = new RetryBudget(0);
    while (budget.take(0)) {
      // The start's allowance goes first.
    }
    int retries = 0;
    for (long now = 0; now <= 10_000_000_000L; now += 10_000_000) {
      retries += budget.take(now) ? 1 : 0;
    }
    assertEquals(30, retries, 1);
  }

  @Test
  void aBackoffGrowsToItsMaximumAndIsNeverBeyond() {
    Backoff backoff =
        new Backoff(new ClientConfig.BackoffConfig(10_000_000, 1_000_000_000), Entropy.seeded(1));
    for (int earlier = 0; earlier < 100; earlier++) {
      long ceiling = Math.min(1_000_000_000L, 10_000_000L << Math.min(earlier, 20));
      long longest = 0;
      for (int i = 0; i < 200; i++) {
        long delay = backoff.delayNanos(earlier);
        assertTrue(delay >= 0 && delay <= ceiling);
        longest = Math.max(longest, delay);
      }
      assertTrue(longest > ceiling / 2, "jitter does not use its range");
    }
  }
}
