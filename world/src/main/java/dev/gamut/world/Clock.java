package dev.gamut.world;

import dev.gamut.base.WallTime;

/// The door to time. Monotonic time is for timers, time left and leases; wall time for stamps only.
public interface Clock {
  /// Nanoseconds since some moment of this process; never goes back, may jump forward after a
  /// pause.
  long monotonicNanos();

  /// The time of day with its error bound; may jump both ways.
  WallTime wall();
}
