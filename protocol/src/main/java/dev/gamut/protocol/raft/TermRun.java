package dev.gamut.protocol.raft;

/// From this index on, up to the next run, all entries are of this term.
public record TermRun(long firstIndex, long term) {}
