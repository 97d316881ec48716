package dev.gamut.real.store;

import static dev.gamut.base.Invariant.require;

/// What the store may use of a machine. Memory in all: the block cache, three write buffers, and
/// some hundred bytes for every open file.
///
/// @param blockCacheBytes blocks, indexes and filters in memory. A read that finds its block here
///   is answered at once; one that does not costs a hand-over to the reader's thread.
/// @param writeBufferBytes what gathers in memory before it is flushed by itself. Larger buffers
///   write less to disk in all, but pin more of the journal and make the first flush after a stall
///   longer; and four times as much of the disk is kept in reserve.
/// @param backgroundJobs flushes and compactions at a time; more than half the cores and they take
///   the loops' time.
/// @param openFilesMax table files kept open; -1 for all, which saves a look-up a read.
/// @param bottommost how the last level, which holds most of the data, is compressed
public record RocksConfig(
    long blockCacheBytes,
    long writeBufferBytes,
    int backgroundJobs,
    int openFilesMax,
    Compression bottommost) {

  /// LZ4 costs next to nothing; Zstandard saves about a third of the disk more and makes every
  /// compaction into the last level two to three times as dear.
  public enum Compression {
    LZ4,
    ZSTD
  }

  /// One buffer that is written, one that is flushed, and one in reserve. With more than three
  /// RocksDB would slow writes down before it stops them, which a loop cannot wait for.
  static final int WRITE_BUFFERS = 3;

  private static final long WRITE_BUFFER_MIN = 64 << 10;
  private static final long WRITE_BUFFER_MAX = 1L << 30;

  public RocksConfig {
    require(blockCacheBytes >= 1 << 20, "block cache below 1 MiB: %d", blockCacheBytes);
    require(
        writeBufferBytes >= WRITE_BUFFER_MIN && writeBufferBytes <= WRITE_BUFFER_MAX,
        "write buffer not in [64 KiB, 1 GiB]: %d",
        writeBufferBytes);
    require(backgroundJobs >= 2, "one job to flush and one to compact needed: %d", backgroundJobs);
    require(
        openFilesMax == -1 || openFilesMax >= 64,
        "open files neither -1 nor 64 or more: %d",
        openFilesMax);
  }

  /// For a machine of two cores and some GiB.
  public static RocksConfig small() {
    return new RocksConfig(128L << 20, 32L << 20, 2, -1, Compression.LZ4);
  }

  /// What is kept on the disk for when it is full: every memtable can be flushed into it, and there
  /// is still as much room as RocksDB wants to see before it goes on.
  public long reserveBytes() {
    return (WRITE_BUFFERS + 1) * writeBufferBytes;
  }

  public RocksConfig withWriteBufferBytes(long bytes) {
    return new RocksConfig(blockCacheBytes, bytes, backgroundJobs, openFilesMax, bottommost);
  }

  public RocksConfig withBlockCacheBytes(long bytes) {
    return new RocksConfig(bytes, writeBufferBytes, backgroundJobs, openFilesMax, bottommost);
  }
}
