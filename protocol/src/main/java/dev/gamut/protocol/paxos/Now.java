package dev.gamut.protocol.paxos;

/// The time of an event.
///
/// @param monotonicNanos for timers only
/// @param wallMillis for ballots that rise across restarts
public record Now(long monotonicNanos, long wallMillis) {}
