package dev.gamut.real.store;

import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/// A page that the reader's thread reads; of the newest state when there is no snapshot.
final class PageRead implements ReadQueue.Read {
  private final PageReader pages;
  private final Range range;
  private final @Nullable Snapshot snapshot;
  private final Consumer<Page> answer;
  private @Nullable Page page;

  PageRead(PageReader pages, Range range, @Nullable Snapshot snapshot, Consumer<Page> answer) {
    this.pages = pages;
    this.range = range;
    this.snapshot = snapshot;
    this.answer = answer;
  }

  @Override
  public void run() throws RocksDBException {
    page = pages.read(range, snapshot);
  }

  @Override
  public void answer() {
    if (page != null) {
      answer.accept(page);
    }
  }
}
