package dev.gamut.real.store;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// Reads of the newest state: tried on the loop with what is in memory; what is not goes to the
/// reader's thread.
final class RocksReading {
  private static final int READ_BUFFER_INITIAL = 4096;

  private final RocksDB database;
  private final RocksTuning tuning;
  private final ReadQueue reads;
  private final BiConsumer<RocksDBException, String> failed;
  private final PageReader pagesInMemory;
  private final PageReader pagesFromDisk;
  private final byte[] readBuffer = new byte[READ_BUFFER_INITIAL];

  /// @param failed hears of a read that failed, and during what
  RocksReading(
      RocksDB database,
      RocksTuning tuning,
      ReadQueue reads,
      BiConsumer<RocksDBException, String> failed) {
    this.database = database;
    this.tuning = tuning;
    this.reads = reads;
    this.failed = failed;
    pagesInMemory = new PageReader(database, RocksTuning::readInMemory);
    pagesFromDisk = new PageReader(database, _ -> {});
  }

  void get(Bytes key, Consumer<@Nullable Bytes> answer) {
    Bytes value;
    try {
      value = get(key);
    } catch (RocksDBException e) {
      if (isIncomplete(e)) {
        reads.add(new Get(key, answer));
      } else {
        failed.accept(e, "read");
      }
      return;
    }
    answer.accept(value);
  }

  private @Nullable Bytes get(Bytes key) throws RocksDBException {
    byte[] target = readBuffer;
    int size = getInto(target, key);
    while (size > target.length) {
      target = new byte[size];
      size = getInto(target, key);
    }
    if (size == RocksDB.NOT_FOUND) {
      return null;
    }
    boolean isOwn = target.length > readBuffer.length;
    return Bytes.wrap(isOwn && size == target.length ? target : Arrays.copyOf(target, size));
  }

  private int getInto(byte[] target, Bytes key) throws RocksDBException {
    return database.get(
        tuning.inMemory, key.array(), key.offset(), key.length(), target, 0, target.length);
  }

  private final class Get implements ReadQueue.Read {
    private final Bytes key;
    private final Consumer<@Nullable Bytes> answer;
    private byte @Nullable [] value;

    Get(Bytes key, Consumer<@Nullable Bytes> answer) {
      this.key = key;
      this.answer = answer;
    }

    @Override
    public void run() throws RocksDBException {
      value = database.get(tuning.fromDisk, key.array(), key.offset(), key.length());
    }

    @Override
    public void answer() {
      answer.accept(value == null ? null : Bytes.wrap(value));
    }
  }

  void scan(Range range, Consumer<Page> answer) {
    Page page;
    try {
      page = pagesInMemory.read(range, null);
    } catch (RocksDBException e) {
      if (isIncomplete(e)) {
        reads.add(new PageRead(pagesFromDisk, range, null, answer));
      } else {
        failed.accept(e, "scan");
      }
      return;
    }
    answer.accept(page);
  }

  /// RocksDB would have had to read from disk, or to wait.
  static boolean isIncomplete(RocksDBException e) {
    return has(e, Status.Code.Incomplete);
  }

  static boolean has(RocksDBException e, Status.Code code) {
    return e.getStatus() != null && e.getStatus().getCode() == code;
  }

  void close() {
    pagesInMemory.close();
    pagesFromDisk.close();
  }
}
