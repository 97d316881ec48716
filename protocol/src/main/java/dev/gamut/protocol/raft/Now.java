package dev.gamut.protocol.raft;

/// The time of a step.
///
/// @param monotonicNanos never goes back; every timeout is measured with it
/// @param wallMillis the latest the wall clock may be, used for the stamps of entries alone: no
///   decision of the protocol depends on it
public record Now(long monotonicNanos, long wallMillis) {}
