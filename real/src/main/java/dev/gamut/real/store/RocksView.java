package dev.gamut.real.store;

import static dev.gamut.base.Invariant.check;

import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import dev.gamut.storage.Store.View;
import java.util.function.Consumer;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/// A snapshot of RocksDB. It is released behind the reads that were asked of it, in their queue.
final class RocksView implements View {
  private final RocksDB database;
  private final PageReader pages;
  private final ReadQueue reads;
  private final Consumer<RocksView> onReleased;
  private final Snapshot snapshot;
  private boolean closed;

  /// Touched only where native memory is: on the reader, or when the store closes.
  private boolean released;

  RocksView(RocksDB database, PageReader pages, ReadQueue reads, Consumer<RocksView> onReleased) {
    this.database = database;
    this.pages = pages;
    this.reads = reads;
    this.onReleased = onReleased;
    snapshot = database.getSnapshot();
  }

  @Override
  public void scan(Range range, Consumer<Page> answer) {
    check(!closed, "scan of a closed view");
    reads.add(
        new PageRead(
            pages,
            range,
            snapshot,
            page -> {
              if (!closed) {
                answer.accept(page);
              }
            }));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    reads.add(
        new ReadQueue.Read() {
          @Override
          public void run() {
            release();
          }

          @Override
          public void answer() {
            onReleased.accept(RocksView.this);
          }
        });
  }

  boolean isClosed() {
    return closed;
  }

  void release() {
    if (!released) {
      released = true;
      database.releaseSnapshot(snapshot);
    }
  }
}
