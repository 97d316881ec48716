package dev.gamut.protocol.raft;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.gamut.base.Defect;
import dev.gamut.testing.Story;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every deliberate defect of Raft is found: by random schedules, or by a story where luck would
/// take too long.
class PlantedDefectsTest {
  private static final int SCHEDULES_MAX = 2000;

  @AfterEach
  void clear() {
    Defect.clear();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "REUSE_READ_ID",
        "READ_WITHOUT_QUORUM",
        "READ_BEFORE_OWN_COMMIT",
        "VOTE_BEFORE_PERSIST",
        "ACK_BEFORE_PERSIST",
        "LEADER_COUNTS_ITSELF_EARLY",
        "VOTE_TWICE",
        "APPLY_BEFORE_DURABLE",
        "SKIP_LOG_MATCH_CHECK",
        "ACCEPT_STALE_TERM_APPEND",
        "GRANT_VOTE_TO_SHORTER_LOG"
      })
  void schedulesFind(Defect defect) {
    Defect.plant(Set.of(defect));
    for (int seed = 0; seed < SCHEDULES_MAX; seed++) {
      try {
        new RaftSchedule(seed).run();
      } catch (RuntimeException | AssertionError e) {
        return;
      }
    }
    fail(SCHEDULES_MAX + " schedules did not find " + defect);
  }

  @ParameterizedTest
  @CsvSource({
    "DROP_PRE_VOTE, returning-node-does-not-disturb",
    "SKIP_CHECK_QUORUM, leader-without-quorum-steps-down",
    "COMMIT_OLDER_TERM, figure-8-older-terms",
    "VOTE_WHILE_BEHIND, who-lost-its-log-votes-when-it-has-caught-up",
    "REUSE_READ_ID, t02-late-answer-confirms-no-later-read",
    "READ_WITHOUT_QUORUM, reads-in-a-minority",
    "READ_BEFORE_OWN_COMMIT, reads-of-a-new-leader",
    "LEADER_COUNTS_ITSELF_EARLY, t03-one-node-acknowledges-what-is-durable",
    "VOTE_BEFORE_PERSIST, votes-survive-crashes",
    "VOTE_TWICE, split-vote",
    "GRANT_VOTE_TO_SHORTER_LOG, shorter-log-is-not-elected",
    "SKIP_LOG_MATCH_CHECK, figure-7-repair",
    "ACK_BEFORE_PERSIST, acknowledgements-wait-for-the-disk",
    "APPLY_BEFORE_DURABLE, nothing-is-applied-before-it-is-durable",
    "ACCEPT_STALE_TERM_APPEND, old-leader-is-refused"
  })
  void storiesFind(Defect defect, String story) {
    assertTrue(Story.holds("raft", story, new StoryCluster()), story + " holds without a defect");
    Defect.plant(Set.of(defect));
    assertFalse(Story.holds("raft", story, new StoryCluster()), story + " misses " + defect);
  }
}
