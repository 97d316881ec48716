package dev.gamut.simulation.world;

/// How fast a run was. Wall time is measured by whoever drives the world, never inside it.
public record SimulationSpeed(long events, long simulatedNanos, long wallNanos) {
  public double eventsPerSecond() {
    return events * 1e9 / Math.max(1, wallNanos);
  }

  public double simulatedSecondsPerSecond() {
    return (double) simulatedNanos / Math.max(1, wallNanos);
  }

  @Override
  public String toString() {
    return "%,d events and %.1f simulated seconds in %.2f s: %,.0f events/s, %.0f simulated s/s"
        .formatted(
            events,
            simulatedNanos / 1e9,
            wallNanos / 1e9,
            eventsPerSecond(),
            simulatedSecondsPerSecond());
  }
}
