package dev.gamut.real.store;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Carries what RocksDB's threads tell to the store's loop. What they tell before the store is
/// there may be dropped: no flush is awaited yet, and an error shows again at the first write.
final class Told implements RocksEvents.Receiver {
  volatile @Nullable RocksStore store;

  private void tell(Consumer<RocksStore> event) {
    RocksStore receiver = store;
    if (receiver != null) {
      receiver.later(() -> event.accept(receiver));
    }
  }

  @Override
  public void flushed(long upTo) {
    tell(receiver -> receiver.onFlushed(upTo));
  }

  @Override
  public void stallChanged() {
    tell(RocksStore::tellWhenWritable);
  }

  @Override
  public void recovered() {
    tell(RocksStore::goOn);
  }
}
