package dev.gamut.storage.journal;

import java.util.List;

/// The parts of a journal, as opening it leaves them.
///
/// @param leaving segments that are no longer part of the log, while nothing durable says so
record Opened(
    long journal,
    JournalConfig config,
    Index index,
    SegmentSet segments,
    SegmentSupply supply,
    SegmentFiles files,
    LogTail tail,
    LogWriter writer,
    List<Segment> leaving) {}
