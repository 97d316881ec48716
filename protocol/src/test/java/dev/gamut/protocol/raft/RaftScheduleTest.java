package dev.gamut.protocol.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Random schedules: `-Dseed=N` replays one, `-Draft.schedules=N` runs that many.
class RaftScheduleTest {
  private static final int SCHEDULES = Integer.getInteger("raft.schedules", 400);

  @Test
  void noScheduleOfFaultsBreaksAPropertyAndAllRecover() {
    Long seed = Long.getLong("seed");
    if (seed != null) {
      new RaftSchedule(seed).run();
      return;
    }
    long committed = 0;
    long reads = 0;
    for (int i = 0; i < SCHEDULES; i++) {
      RaftSchedule schedule = new RaftSchedule(i);
      try {
        schedule.run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dseed=" + i + " " + schedule + ": " + e.getMessage(), e);
      }
      committed += schedule.committed();
      reads += schedule.readsServed();
    }
    assertTrue(committed > 100L * SCHEDULES, "little was committed: " + committed);
    assertTrue(reads > 50L * SCHEDULES, "few reads were served: " + reads);
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    RaftSchedule first = new RaftSchedule(7).run();
    RaftSchedule second = new RaftSchedule(7).run();
    assertEquals(first.digest(), second.digest());
    assertEquals(first.steps(), second.steps());
  }
}
