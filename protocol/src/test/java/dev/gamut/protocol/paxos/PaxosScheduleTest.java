package dev.gamut.protocol.paxos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Defect;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many random schedules; `-Dseed=N` runs the one that failed.
final class PaxosScheduleTest {
  private static final Long ONLY = Long.getLong("seed");
  private static final int SEEDS = 3_000;
  private static final int DEFECT_SEEDS = 10_000;
  private static final int STEPS = 500;

  private static PaxosSchedule run(long seed) {
    return run(seed, 0);
  }

  private static PaxosSchedule run(long seed, int spare) {
    PaxosSchedule schedule = new PaxosSchedule(seed, seed % 4 == 0 ? 5 : 3, spare);
    try {
      schedule.run(STEPS);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
    return schedule;
  }

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  @Test
  void everyKeyHasOneOrderAndNothingRejectedIsInIt() {
    int applied = 0;
    int rejected = 0;
    int read = 0;
    int atOnce = 0;
    int dropped = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      if (ONLY == null || ONLY == seed) {
        PaxosSchedule schedule = run(seed);
        applied += schedule.applied;
        rejected += schedule.rejected;
        read += schedule.read;
        atOnce += schedule.atOnce;
        dropped += schedule.dropped();
      }
    }
    if (ONLY == null) {
      assertTrue(applied > 3 * SEEDS, applied + " applied");
      assertTrue(rejected > SEEDS / 2, rejected + " rejected");
      assertTrue(read > SEEDS, read + " read");
      assertTrue(atOnce > SEEDS / 4, atOnce + " in one round trip");
      assertTrue(dropped > 3 * SEEDS, dropped + " states dropped");
    }
  }

  @Test
  void homesMoveMeanwhile() {
    int moved = 0;
    int applied = 0;
    int dropped = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      if (ONLY == null || ONLY == seed) {
        PaxosSchedule schedule = run(seed, 2);
        moved += schedule.moved();
        applied += schedule.applied;
        dropped += schedule.dropped();
      }
    }
    if (ONLY == null) {
      assertTrue(moved > SEEDS, moved + " moved");
      assertTrue(applied > 2 * SEEDS, applied + " applied");
      assertTrue(dropped > SEEDS, dropped + " states dropped");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Defect.class,
      names = {"JOIN_WITHOUT_PROMISES", "COUNT_QUORUM_ONCE_IN_MOVE"})
  void plantedDefectsOfMovesAreFound(Defect defect) {
    isFound(defect, 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Defect.class,
      names = {
        "PROMISE_ANY_BALLOT",
        "ACCEPT_ANY_BALLOT",
        "FORGET_WHAT_IS_IN_DOUBT",
        "DROP_PROMISE_WITHOUT_FLOOR",
        "COLLECT_STATE_UNSETTLED"
      })
  void plantedDefectsAreFound(Defect defect) {
    isFound(defect, 0);
  }

  private static void isFound(Defect defect, int spare) {
    Defect.plant(EnumSet.of(defect));
    long seed = 1;
    boolean found = false;
    while (!found && seed <= DEFECT_SEEDS) {
      try {
        run(seed++, spare);
      } catch (AssertionError e) {
        found = true;
      }
    }
    assertEquals(true, found, defect + " is not found within " + DEFECT_SEEDS + " seeds");
  }
}
