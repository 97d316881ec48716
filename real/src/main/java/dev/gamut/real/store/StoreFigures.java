package dev.gamut.real.store;

/// How a store is, by what RocksDB says of itself.
///
/// @param tableBytes of all table files, those included that only an open view needs
/// @param liveBytes of the tables of the newest version
/// @param memtableBytes written, but not flushed yet or not yet given free
/// @param pendingCompactionBytes that compaction would rewrite to bring all levels into shape
/// @param levelZeroFiles that a read may have to look into, and that stop writes when there are too
///   many
/// @param keysEstimated keys, deleted ones included in part
/// @param flushes memtables written to disk since the start
/// @param writeStopped whether writes wait
public record StoreFigures(
    long tableBytes,
    long liveBytes,
    long memtableBytes,
    long pendingCompactionBytes,
    long levelZeroFiles,
    long keysEstimated,
    long cacheBytes,
    long cacheBytesMax,
    long runningFlushes,
    long runningCompactions,
    long backgroundErrors,
    long flushes,
    boolean writeStopped) {}
