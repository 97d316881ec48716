package dev.gamut.cli.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.cli.Run;
import org.junit.jupiter.api.Test;

final class SimulateCommandTest {
  @Test
  void aCampaignReportsBothSpeedsInTextAndJson() {
    Run text = Run.gamut("simulate", "--seeds", "2", "--workers", "2");
    assertEquals(0, text.exit(), text.err());
    assertTrue(text.out().contains("2 seeds, 0 failed"), text.out());
    assertTrue(text.out().contains("speed, five quiet nodes at "), text.out());
    assertTrue(text.out().contains("events a second; of one core's time:"), text.out());
  }

  @Test
  void theSteadyFigureCanBeAskedForAlone() {
    Run json = Run.gamut("simulate", "--steady", "5", "--output", "json");
    assertEquals(0, json.exit(), json.err());
    for (String field :
        new String[] {
          "\"simulatedSecondsPerSecond\"",
          "\"eventsPerSecond\"",
          "\"simulatedSecondsPerCpuSecond\"",
          "\"passed\""
        }) {
      assertTrue(json.out().contains(field), json.out());
    }
  }

  @Test
  void stalenessIsReportedALineATimeAndTheExitCodeSaysWhetherItIsAsPredicted() {
    Run json = Run.gamut("simulate", "pbs", "--profile", "lnkd-ssd", "--trials", "9", "-o", "json");
    boolean agrees = json.out().startsWith("{\"agrees\":true");
    assertEquals(agrees ? 0 : 1, json.exit(), json.err());
    assertTrue(json.out().contains("\"afterMillis\":0.25,\"simulated\":"), json.out());
    Run text = Run.gamut("simulate", "pbs", "--profile", "lnkd-ssd", "--trials", "9");
    assertEquals(json.exit(), text.exit(), text.err());
    assertTrue(text.out().contains("lnkd-ssd, N=3, R=2, W=1: P(consistent)"), text.out());
    assertTrue(text.out().contains("  0.25 ms  "), text.out());
  }

  @Test
  void aStalenessThatCannotBeMeasuredIsRefusedWithAHint() {
    assertEquals(2, Run.gamut("simulate", "pbs", "--trials", "0").exit());
    assertEquals(2, Run.gamut("simulate", "pbs", "--workers", "0").exit());
    Run unknown = Run.gamut("simulate", "pbs", "--profile", "floppy");
    assertEquals(2, unknown.exit());
    assertTrue(unknown.err().contains("lnkd-disk"), unknown.err());
    assertTrue(Run.gamut("simulate", "pbs", "--help").out().contains("--profile ymmr"));
  }

  @Test
  void whatCannotBeRunIsRefusedWithAHint() {
    assertEquals(2, Run.gamut("simulate", "--seeds", "0").exit());
    assertEquals(2, Run.gamut("simulate", "--workers", "0").exit());
    assertEquals(2, Run.gamut("simulate", "--steady", "0").exit());
    Run both = Run.gamut("simulate", "--steady", "--seed", "3");
    assertEquals(2, both.exit());
    assertTrue(both.err().contains("leave out --seed"), both.err());
  }
}
