package dev.gamut.simulation.world;

/// How fast a run was, by the wall and by the time of the cores that it ran on. On a machine that
/// does other things too, the second says what the simulator costs.
///
/// @param cpuNanos of the threads that simulated, without the compiler's and the collector's
public record SimulationSpeed(long events, long simulatedNanos, long wallNanos, long cpuNanos) {
  public double eventsPerSecond() {
    return events * 1e9 / Math.max(1, wallNanos);
  }

  public double simulatedSecondsPerSecond() {
    return (double) simulatedNanos / Math.max(1, wallNanos);
  }

  public double eventsPerCpuSecond() {
    return events * 1e9 / Math.max(1, cpuNanos);
  }

  public double simulatedSecondsPerCpuSecond() {
    return (double) simulatedNanos / Math.max(1, cpuNanos);
  }

  public double wallSeconds() {
    return wallNanos / 1e9;
  }

  public double cpuSeconds() {
    return cpuNanos / 1e9;
  }

  public double simulatedSeconds() {
    return simulatedNanos / 1e9;
  }

  @Override
  public String toString() {
    return "%,d events and %.1f simulated seconds in %.2f s: %,.0f events/s, %.0f simulated s/s"
        .formatted(
            events,
            simulatedSeconds(),
            wallSeconds(),
            eventsPerSecond(),
            simulatedSecondsPerSecond());
  }
}
