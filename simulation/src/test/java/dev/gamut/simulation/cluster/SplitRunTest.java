package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Sloppy quorums while the network is split, at a size that a test can have; `gamut simulate
/// split` does it at any.
final class SplitRunTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void bothSidesGoOnAndBecomeEqualSoonAfter() {
    SplitRun.Report report = new SplitRun(1, 3_000, 30, 500).run();
    assertEquals(0, report.failed(), report.toString());
    assertEquals(3_000, report.writes());
    assertTrue(report.divergentBytes() > 1_000_000, report.toString());
    assertTrue(report.equalNanos() >= 0, () -> "not equal again: " + report);
    assertTrue(report.equalNanos() <= 30 * SECOND, report.toString());
    assertTrue(report.trafficRatio() <= 1.3, report.toString());
  }
}
