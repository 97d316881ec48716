package dev.gamut.protocol;

/// The time of an event.
///
/// @param monotonicNanos for timers and deadlines only
/// @param wallMillis the latest that the time of day may be; for stamps and ballots only
public record Now(long monotonicNanos, long wallMillis) {}
