package dev.gamut.real.store;

import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// What RocksDB says of itself when asked by name.
final class RocksProperties {
  private RocksProperties() {}

  static long number(RocksDB database, String name) {
    try {
      return database.getLongProperty(name);
    } catch (RocksDBException e) {
      throw unknown(name, e);
    }
  }

  /// Some numbers it gives only as text.
  static long spelled(RocksDB database, String name) {
    try {
      return Long.parseLong(database.getProperty(name));
    } catch (RocksDBException | NumberFormatException e) {
      throw unknown(name, e);
    }
  }

  private static IllegalStateException unknown(String name, Exception cause) {
    return new IllegalStateException("RocksDB does not know its property " + name, cause);
  }

  static StoreFigures figures(RocksDB database, long flushes) {
    return new StoreFigures(
        number(database, "rocksdb.total-sst-files-size"),
        number(database, "rocksdb.live-sst-files-size"),
        number(database, "rocksdb.size-all-mem-tables"),
        number(database, "rocksdb.estimate-pending-compaction-bytes"),
        spelled(database, "rocksdb.num-files-at-level0"),
        number(database, "rocksdb.estimate-num-keys"),
        number(database, "rocksdb.block-cache-usage"),
        number(database, "rocksdb.block-cache-capacity"),
        number(database, "rocksdb.num-running-flushes"),
        number(database, "rocksdb.num-running-compactions"),
        number(database, "rocksdb.background-errors"),
        flushes,
        number(database, "rocksdb.is-write-stopped") != 0);
  }
}
