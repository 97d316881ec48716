package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Entropy;
import org.junit.jupiter.api.Test;

class DrawsTest {
  @Test
  void theNumbersAreThoseOfSplitMix() {
    Entropy reference = Entropy.seeded(42);
    Draws draws = new Draws(42);
    for (int i = 0; i < 100; i++) {
      assertEquals(reference.nextLong(), draws.nextLong());
    }
  }

  @Test
  void aPurposeDoesNotDependOnWhatWasDrawnBefore() {
    Draws draws = new Draws(42);
    long early = draws.purpose("network").nextLong();
    draws.nextLong();
    assertEquals(early, draws.purpose("network").nextLong());
    assertNotEquals(early, draws.purpose("clock").nextLong());
    assertNotEquals(early, new Draws(43).purpose("network").nextLong());
  }

  @Test
  void exponentialDelaysHaveTheirMeanAndTheirTail() {
    Draws draws = new Draws(7);
    int count = 1_000_000;
    double sum = 0;
    int beyondSix = 0;
    for (int i = 0; i < count; i++) {
      long value = draws.exponential(1_000_000);
      sum += value;
      beyondSix += value > 6_000_000 ? 1 : 0;
    }
    assertEquals(1_000_000, sum / count, 5_000);
    assertEquals(StrictMath.exp(-6) * count, beyondSix, 200);
  }

  @Test
  void boundsAreKept() {
    Draws draws = new Draws(9);
    boolean sawLow = false;
    boolean sawHigh = false;
    for (int i = 0; i < 1000; i++) {
      long value = draws.between(-3, 3);
      assertTrue(value >= -3 && value <= 3);
      sawLow |= value == -3;
      sawHigh |= value == 3;
    }
    assertTrue(sawLow && sawHigh);
    assertFalse(draws.chance(0));
    assertTrue(draws.chance(1));
  }
}
