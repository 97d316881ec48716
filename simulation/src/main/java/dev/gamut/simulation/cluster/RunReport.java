package dev.gamut.simulation.cluster;

import dev.gamut.simulation.world.FaultReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of one seed.
///
/// @param failure what was violated; null when all held
/// @param passedOn requests that a node passed on to another, which carried them out
/// @param traceHash of every event: the same seed gives the same
public record RunReport(
    long seed,
    ClusterShape shape,
    @Nullable String failure,
    long operations,
    long succeeded,
    long succeededAfterHealing,
    long invariantChecks,
    long passedOn,
    long events,
    double simulatedSeconds,
    FaultReport faults,
    long traceHash,
    List<String> lastEvents) {
  public RunReport {
    lastEvents = List.copyOf(lastEvents);
  }

  public boolean passed() {
    return failure == null;
  }
}
