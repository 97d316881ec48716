package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.model.ConflictPolicy;
import org.junit.jupiter.api.Test;

/// Many random schedules; `-Dseed=N` runs the one that failed, `-Dleaderless.schedules=N` that many
/// of each kind.
final class LeaderlessScheduleTest {
  private static final Long ONLY = Long.getLong("seed");
  private static final int SEEDS = Integer.getInteger("leaderless.schedules", 750);

  private static void runAll(ConflictPolicy policy, boolean sloppy) {
    int acknowledged = 0;
    int read = 0;
    int atomic = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      if (ONLY != null && ONLY != seed) {
        continue;
      }
      int homes = seed % 4 == 0 ? 5 : 3;
      int fallbacks = sloppy ? 1 + (int) (seed % homes) : 0;
      LeaderlessSchedule schedule = new LeaderlessSchedule(seed, homes, fallbacks, policy);
      try {
        schedule.run(400);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
      acknowledged += schedule.acknowledged;
      read += schedule.reads.done;
      atomic += schedule.reads.atomic;
    }
    if (ONLY == null) {
      assertTrue(acknowledged > 5 * SEEDS, acknowledged + " writes acknowledged");
      assertTrue(read > 5 * SEEDS, read + " reads answered");
      assertTrue(sloppy || atomic > SEEDS, atomic + " atomic reads answered");
    }
  }

  @Test
  void siblingsAreNeitherLostNorBroughtBack() {
    runAll(ConflictPolicy.SIBLINGS, false);
  }

  @Test
  void theLastWriterWinsEverywhere() {
    runAll(ConflictPolicy.LAST_WRITER_WINS, false);
  }

  @Test
  void whatFallbacksTookIsAtEveryHomeInTheEnd() {
    runAll(ConflictPolicy.SIBLINGS, true);
  }

  @Test
  void theLastWriterWinsOverFallbacksToo() {
    runAll(ConflictPolicy.LAST_WRITER_WINS, true);
  }
}
