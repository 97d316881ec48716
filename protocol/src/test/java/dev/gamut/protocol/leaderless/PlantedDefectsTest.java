package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.fail;

import dev.gamut.base.Defect;
import dev.gamut.model.ConflictPolicy;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every deliberate defect of the leaderless core is found by random schedules.
class PlantedDefectsTest {
  private static final int SCHEDULES_MAX = 1_500;

  @AfterEach
  void clear() {
    Defect.clear();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "STORED_BEFORE_APPLIED",
        "COUNT_HOME_TWICE",
        "SKIP_GAP_OF_FRONTIER",
        "SKIP_READ_QUORUM",
        "IGNORE_CONTEXT_OF_HELD",
        "REUSE_QUESTION_ID",
        "SHOW_FORGOTTEN_AS_SUPERSEDED",
        "FORGET_BEFORE_HANDED_OVER",
        "END_WALK_EARLY",
        "RETRY_WITHOUT_LOOKING",
        "IGNORE_TWINS",
        "LOSE_WITHOUT_LEDGER",
        "ANSWER_BEFORE_WRITE_BACK"
      })
  void schedulesFind(Defect defect) {
    Defect.plant(Set.of(defect));
    for (long seed = 1; seed <= SCHEDULES_MAX; seed++) {
      for (ConflictPolicy policy : ConflictPolicy.values()) {
        int homes = seed % 4 == 0 ? 5 : 3;
        try {
          new LeaderlessSchedule(seed, homes, policy).run(400);
          new LeaderlessSchedule(seed, homes, 1 + (int) (seed % homes), policy).run(400);
        } catch (RuntimeException | AssertionError e) {
          IO.println(defect + " was found by schedule " + seed + " with " + policy.label());
          return;
        }
      }
    }
    fail(SCHEDULES_MAX + " schedules did not find " + defect);
  }

  /// Homes find by themselves that they differ, whatever else does.
  @ParameterizedTest
  @EnumSource(names = {"LOSE_TAKEN_VALUE", "CORRUPT_TAKEN_VALUE", "SKIP_GAP_OF_FRONTIER"})
  void comparingFinds(Defect defect) {
    Defect.plant(Set.of(defect));
    for (ConflictPolicy policy : ConflictPolicy.values()) {
      IO.println(defect + " was found by schedule " + found(policy) + " with " + policy.label());
    }
  }

  private static long found(ConflictPolicy policy) {
    for (long seed = 1; seed <= SCHEDULES_MAX; seed++) {
      try {
        new LeaderlessSchedule(seed, 3, policy).run(400);
      } catch (RuntimeException | AssertionError e) {
        if (String.valueOf(e.getMessage()).contains("unexpected Differs")) {
          return seed;
        }
      }
    }
    return fail("comparing found nothing in " + SCHEDULES_MAX + " schedules");
  }
}
