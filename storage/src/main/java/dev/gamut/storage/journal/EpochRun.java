package dev.gamut.storage.journal;

/// From this index on, up to the next run, all entries are of this epoch.
public record EpochRun(long firstIndex, long epoch) {}
