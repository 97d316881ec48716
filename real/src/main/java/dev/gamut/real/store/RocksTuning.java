package dev.gamut.real.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.HyperClockCache;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.WriteOptions;

/// How RocksDB is set up, and every native object that it is set up with. They must outlive the
/// database and are closed in the reverse order of their making.
///
/// - No log of its own: the journal is the log, and what was not flushed is applied from there.
/// - Writes never wait. A write that would have to is refused, and RocksDB never slows writes down
///   before it stops them: the triggers of both are the same. (A refused write would still be
///   charged to its rate limit, so that whoever tries again often enough never gets through.)
/// - One writer, so memtables need no atomic insertion, and eight files gather in level 0 before
///   they are compacted: about a fifth less CPU a write, for at most four more filters to ask a
///   read.
/// - A filter for memtables: a read of a key not written lately is a third cheaper.
/// - Indexes and filters live in the block cache, so that memory stays within its bound.
/// - Every block has a checksum that covers its place too (format 6), checked at every read from
///   disk; a flush or a compaction that meets a bad one stops the store.
final class RocksTuning implements AutoCloseable {
  private static final int LEVELS = 7;
  private static final int UNCOMPRESSED_LEVELS = 2;
  private static final int LEVEL_0_FILES_COMPACT = 8;
  private static final int LEVEL_0_FILES_STOP = 36;
  private static final long PENDING_COMPACTION_BYTES_STOP = 64L << 30;
  private static final int FILTER_BITS_PER_KEY = 10;
  private static final int BLOCK_BYTES = 4096;
  private static final int TABLE_FORMAT = 6;
  private static final long SYNC_STEP_BYTES = 1 << 20;

  /// Reads become slower with every range deletion in a memtable.
  private static final int RANGE_DELETIONS_BEFORE_FLUSH = 256;

  /// Deleted entries that a read of a loop passes over before it is handed to the reader.
  private static final int DELETED_ENTRIES_MAX = 1000;

  private final Deque<AutoCloseable> made = new ArrayDeque<>();

  final Options options;
  final WriteOptions write;
  final FlushOptions flush;

  /// Reads of the loop, from memory alone.
  final ReadOptions inMemory;

  /// Reads of the reader.
  final ReadOptions fromDisk;

  RocksTuning(RocksConfig config, AbstractEventListener listener) {
    options = own(new Options());
    setUpDatabase(config, own(listener));
    setUpWrites(config);
    setUpLevels(config);
    setUpTables(config);
    write = own(new WriteOptions()).setDisableWAL(true).setNoSlowdown(true);
    flush = own(new FlushOptions()).setWaitForFlush(false).setAllowWriteStall(true);
    inMemory = own(new ReadOptions());
    readInMemory(inMemory);
    fromDisk = own(new ReadOptions());
  }

  static void readInMemory(ReadOptions options) {
    options.setReadTier(ReadTier.BLOCK_CACHE_TIER).setMaxSkippableInternalKeys(DELETED_ENTRIES_MAX);
  }

  /// A view reads everything once: it must not push out of the cache what is read often.
  static void readForView(ReadOptions options) {
    options.setFillCache(false);
  }

  private <T extends AutoCloseable> T own(T object) {
    made.push(object);
    return object;
  }

  private void setUpDatabase(RocksConfig config, AbstractEventListener listener) {
    options
        .setCreateIfMissing(true)
        .setParanoidChecks(true)
        .setForceConsistencyChecks(true)
        .setListeners(List.of(listener))
        .setMaxBackgroundJobs(config.backgroundJobs())
        .setMaxOpenFiles(config.openFilesMax())
        .setAvoidFlushDuringShutdown(true)
        .setBytesPerSync(SYNC_STEP_BYTES)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setSkipStatsUpdateOnDbOpen(true)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(1 << 20)
        .setKeepLogFileNum(2);
  }

  private void setUpWrites(RocksConfig config) {
    options
        .setWriteBufferSize(config.writeBufferBytes())
        .setMaxWriteBufferNumber(RocksConfig.WRITE_BUFFERS)
        .setAllowConcurrentMemtableWrite(false)
        .setMemtableWholeKeyFiltering(true)
        .setMemtablePrefixBloomSizeRatio(0.05)
        .setMemtableMaxRangeDeletions(RANGE_DELETIONS_BEFORE_FLUSH);
  }

  private void setUpLevels(RocksConfig config) {
    List<CompressionType> compression = new ArrayList<>();
    for (int level = 0; level < LEVELS; level++) {
      compression.add(
          level < UNCOMPRESSED_LEVELS
              ? CompressionType.NO_COMPRESSION
              : CompressionType.LZ4_COMPRESSION);
    }
    options
        .setNumLevels(LEVELS)
        .setLevelCompactionDynamicLevelBytes(true)
        .setMaxBytesForLevelBase(LEVEL_0_FILES_COMPACT * config.writeBufferBytes())
        .setTargetFileSizeBase(Math.max(config.writeBufferBytes(), 4 << 20))
        .setLevelZeroFileNumCompactionTrigger(LEVEL_0_FILES_COMPACT)
        .setLevelZeroSlowdownWritesTrigger(LEVEL_0_FILES_STOP)
        .setLevelZeroStopWritesTrigger(LEVEL_0_FILES_STOP)
        .setSoftPendingCompactionBytesLimit(PENDING_COMPACTION_BYTES_STOP)
        .setHardPendingCompactionBytesLimit(PENDING_COMPACTION_BYTES_STOP)
        .setCompressionPerLevel(compression)
        .setBottommostCompressionType(
            switch (config.bottommost()) {
              case LZ4 -> CompressionType.LZ4_COMPRESSION;
              case ZSTD -> CompressionType.ZSTD_COMPRESSION;
            });
  }

  private void setUpTables(RocksConfig config) {
    options.setTableFormatConfig(
        new BlockBasedTableConfig()
            .setBlockCache(own(new HyperClockCache(config.blockCacheBytes(), 0, -1, false)))
            .setFilterPolicy(own(new BloomFilter(FILTER_BITS_PER_KEY)))
            .setBlockSize(BLOCK_BYTES)
            .setFormatVersion(TABLE_FORMAT)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setPinTopLevelIndexAndFilter(true));
  }

  @Override
  public void close() {
    try {
      while (!made.isEmpty()) {
        made.pop().close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("a native object could not be closed", e);
    }
  }
}
