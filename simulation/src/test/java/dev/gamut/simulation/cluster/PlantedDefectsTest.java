package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Defect;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The simulator finds what is deliberately wrong: a defect that it does not find within so many
/// seeds is a gap in it.
final class PlantedDefectsTest {
  private static final int SEEDS_MAX = Integer.getInteger("defectSeeds", 240);

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  @ParameterizedTest
  @EnumSource(
      value = Defect.class,
      names = {
        "DROP_PRE_VOTE",
        "COMMIT_OLDER_TERM",
        "REUSE_READ_ID",
        "READ_WITHOUT_QUORUM",
        "READ_BEFORE_OWN_COMMIT",
        "VOTE_BEFORE_PERSIST",
        "ACK_BEFORE_PERSIST",
        "LEADER_COUNTS_ITSELF_EARLY",
        "VOTE_TWICE",
        "APPLY_BEFORE_DURABLE",
        "GRANT_VOTE_TO_SHORTER_LOG",
        "SETTLE_UNKNOWN_BY_LATER_REFUSAL",
        "RETRY_WITH_NEW_OPERATION_ID",
        "SKIP_SYNC",
        "PERSISTED_OUT_OF_ORDER",
        "RECYCLE_TOO_EARLY",
        "POSITION_APART_FROM_DATA",
        "READ_BEFORE_APPLIED",
        "SCAN_WITHOUT_READ_INDEX",
        "IGNORE_OUTCOMES",
        "FORGET_OUTCOMES_IN_SNAPSHOT",
        "INSTALL_WITHOUT_WIPING"
      })
  void isFound(Defect defect) {
    isFound(defect, Strategies.ORDERED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Defect.class,
      names = {
        "COUNT_ITSELF_BEFORE_DURABLE",
        "STORED_BEFORE_APPLIED",
        "SKIP_GAP_OF_FRONTIER",
        "FORGET_DOT_LOG",
        "FORGET_SEQUENCE_AT_RESTART",
        "SKIP_READ_QUORUM",
        "REPAIR_FROM_THE_FUTURE",
        "CALL_SLOPPY_REGULAR",
        "SHOW_FORGOTTEN_AS_SUPERSEDED",
        "DECIDE_WITHOUT_LEDGER",
        "REPAIR_WITH_WINNER_ALONE",
        "FORGET_BEFORE_HANDED_OVER",
        "COUNT_QUORUM_ONCE_IN_MOVE",
        "LEAVE_BEFORE_HANDED_OVER",
        "REJOIN_WITH_OLD_STATE",
        "ANSWER_BEFORE_WRITE_BACK"
      })
  void isFoundInLeaderlessTables(Defect defect) {
    isFound(defect, Strategies.LEADERLESS);
  }

  /// Homes find by themselves that they differ, whatever else finds it.
  @ParameterizedTest
  @EnumSource(
      value = Defect.class,
      names = {"LOSE_TAKEN_VALUE", "CORRUPT_TAKEN_VALUE", "SKIP_GAP_OF_FRONTIER"})
  void isFoundByComparingHomes(Defect defect) {
    Defect.plant(EnumSet.of(defect));
    long found = -1;
    for (long seed = 1; seed <= SEEDS_MAX && found < 0; seed++) {
      String failure = new ClusterRun(seed, Strategies.LEADERLESS).run().failure();
      if (failure != null && failure.contains("anti-entropy")) {
        found = seed;
      }
    }
    assertTrue(found > 0, defect + " was not found by comparing within " + SEEDS_MAX + " seeds");
    IO.println(defect + " was found by comparing, by seed " + found);
  }

  private static void isFound(Defect defect, Strategies strategies) {
    Defect.plant(EnumSet.of(defect));
    long found = -1;
    for (long seed = 1; seed <= SEEDS_MAX && found < 0; seed++) {
      if (!new ClusterRun(seed, strategies).run().passed()) {
        found = seed;
      }
    }
    assertTrue(found > 0, defect + " was not found within " + SEEDS_MAX + " seeds");
    IO.println(defect + " was found by seed " + found);
  }
}
