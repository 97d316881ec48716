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
  void whatCannotBeRunIsRefusedWithAHint() {
    assertEquals(2, Run.gamut("simulate", "--seeds", "0").exit());
    assertEquals(2, Run.gamut("simulate", "--workers", "0").exit());
    assertEquals(2, Run.gamut("simulate", "--steady", "0").exit());
    Run both = Run.gamut("simulate", "--steady", "--seed", "3");
    assertEquals(2, both.exit());
    assertTrue(both.err().contains("leave out --seed"), both.err());
  }
}
