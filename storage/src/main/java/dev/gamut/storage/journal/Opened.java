package dev.gamut.storage.journal;

/// The parts of a journal, as opening it leaves them.
record Opened(
    long journal,
    JournalConfig config,
    Index index,
    SegmentSet segments,
    SegmentSupply supply,
    SegmentFiles files,
    LogTail tail,
    LogWriter writer) {}
