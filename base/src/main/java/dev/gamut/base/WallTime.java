package dev.gamut.base;

/// What a node knows of the time of day: an interval that should hold it. Only stamps use it, never
/// the safety of a consensus protocol.
///
/// @param earliestMillis milliseconds since 1970 that have certainly passed, if the bound holds
/// @param latestMillis at least `earliestMillis`
public record WallTime(long earliestMillis, long latestMillis) {
  public WallTime {
    Invariant.require(
        earliestMillis <= latestMillis, "interval upside down: %d", earliestMillis - latestMillis);
  }
}
