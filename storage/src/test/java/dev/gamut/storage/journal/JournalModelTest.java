package dev.gamut.storage.journal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Defect;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Replay one with `-Dseed=N`, explore more with `-Djournal.seeds=N`.
class JournalModelTest {
  private static final long SEEDS = Long.getLong("journal.seeds", 300);
  private static final long ONLY = Long.getLong("seed", -1);

  @AfterEach
  void noDefects() {
    Defect.clear();
  }

  @Test
  void holdsWhatItAcknowledgedThroughEveryCrash() {
    JournalRun total = runAll(Weather.FAIR, SEEDS);
    assertTrue(total.crashes > SEEDS && total.acknowledgedCount > SEEDS * 10, "traffic flowed");
    assertTrue(total.recycled > SEEDS / 4 && total.copiedBytes > 0, "segments were recycled");
    assertTrue(total.readCount > SEEDS);
  }

  @Test
  void ridesOutReadsAndWritesThatFail() {
    runAll(Weather.FAILING, SEEDS / 2);
  }

  /// Whole segments are begun that nothing can be written to.
  @Test
  void losesNothingAndSuspectsNothingWhereMostWritesFail() {
    JournalRun total = runAll(Weather.REFUSING, SEEDS);
    assertTrue(total.crashes > SEEDS && total.recycled > SEEDS / 4, "" + total.recycled);
  }

  @Test
  void waitsWhileTheDiskIsFullAndGoesOnAfterwards() {
    JournalRun total = runAll(Weather.FULL, SEEDS / 2);
    assertTrue(total.timesFull > SEEDS / 20, "the disk was full: " + total.timesFull);
  }

  private static JournalRun runAll(Weather weather, long seeds) {
    JournalRun total = new JournalRun(0, weather);
    for (long seed = ONLY >= 0 ? ONLY : 0; seed < (ONLY >= 0 ? ONLY + 1 : seeds); seed++) {
      JournalRun run = run(seed, weather);
      total.crashes += run.crashes;
      total.acknowledgedCount += run.acknowledgedCount;
      total.recycled += run.recycled;
      total.copiedBytes += run.copiedBytes;
      total.timesFull += run.timesFull;
      total.readCount += run.readCount;
    }
    return total;
  }

  private static JournalRun run(long seed, Weather weather) {
    JournalRun run = new JournalRun(seed, weather);
    try {
      run.run();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + " in " + weather, e);
    }
    return run;
  }

  @ParameterizedTest
  @EnumSource(
      value = Defect.class,
      names = {
        "SKIP_SYNC",
        "PERSISTED_OUT_OF_ORDER",
        "FORGET_STATE_ON_RECYCLE",
        "RECYCLE_TOO_EARLY"
      })
  void findsThePlantedDefect(Defect defect) {
    Defect.plant(EnumSet.of(defect));
    boolean survived = true;
    for (long seed = 0; seed < SEEDS && survived; seed++) {
      try {
        new JournalRun(seed, Weather.FAIR).run();
      } catch (RuntimeException | Error found) {
        survived = false;
      }
    }
    assertFalse(survived, defect + " was not found");
  }
}
