package dev.gamut.real.store;

import dev.gamut.base.Bytes;
import dev.gamut.storage.PageBuilder;
import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.DirectSlice;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/// Reads pages of entries. The end of a range is told to RocksDB, so that it neither reads a block
/// behind it nor passes over what was deleted there; by one native slice that is written anew for
/// every range, because making one would cost as much as a small scan.
///
/// For one thread.
final class PageReader implements AutoCloseable {
  /// Longer ends, which no key of ours has, are only compared here.
  private static final int END_LENGTH_MAX = 4096;

  private final RocksDB database;
  private final ReadOptions bounded = new ReadOptions();
  private final ReadOptions unbounded = new ReadOptions();
  private final ByteBuffer end = ByteBuffer.allocateDirect(END_LENGTH_MAX);
  private final DirectSlice endSlice = new DirectSlice(end, END_LENGTH_MAX);

  PageReader(RocksDB database, Consumer<ReadOptions> setUp) {
    this.database = database;
    setUp.accept(bounded);
    setUp.accept(unbounded);
    bounded.setIterateUpperBound(endSlice);
  }

  Page read(Range range, @Nullable Snapshot snapshot) throws RocksDBException {
    ReadOptions options = optionsFor(range.to());
    options.setSnapshot(snapshot);
    try (RocksIterator iterator = database.newIterator(options)) {
      iterator.seek(range.from().toByteArray());
      return read(iterator, range);
    }
  }

  private ReadOptions optionsFor(@Nullable Bytes to) {
    if (to == null || to.length() > END_LENGTH_MAX) {
      return unbounded;
    }
    end.put(0, to.array(), to.offset(), to.length());
    endSlice.setLength(to.length());
    return bounded;
  }

  private static Page read(RocksIterator iterator, Range range) throws RocksDBException {
    PageBuilder page = new PageBuilder(range);
    Bytes to = range.to();
    for (; iterator.isValid(); iterator.next()) {
      Bytes key = Bytes.wrap(iterator.key());
      if (to != null && key.compareTo(to) >= 0) {
        return page.last();
      }
      Bytes value = Bytes.wrap(iterator.value());
      if (!page.fits(key.length() + value.length())) {
        return page.upTo(key);
      }
      page.add(key, value);
    }
    iterator.status();
    return page.last();
  }

  @Override
  public void close() {
    bounded.close();
    unbounded.close();
    endSlice.close();
  }
}
