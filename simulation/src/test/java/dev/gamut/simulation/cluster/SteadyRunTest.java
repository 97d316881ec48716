package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SteadyRunTest {
  @Test
  void theFigureIsOfAClusterThatServesAHundredOperationsASecondUnderInvariants() {
    SteadyRun.Report report = SteadyRun.measure(20);
    assertNull(report.failure());
    assertEquals(102, report.operationsPerSimulatedSecond(), 8);
    assertTrue(report.invariantChecks() > 20 * 100, "checks: " + report.invariantChecks());
    assertEquals(20, report.speed().simulatedSeconds());
    assertTrue(report.speed().events() > 20 * 1_000, "events: " + report.speed().events());
    assertTrue(report.speed().cpuNanos() > 0 && report.speed().wallNanos() > 0);
  }
}
