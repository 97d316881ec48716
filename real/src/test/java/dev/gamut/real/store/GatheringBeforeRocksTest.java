package dev.gamut.real.store;

import dev.gamut.storage.GatheringStore;
import dev.gamut.storage.Store;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// As a node has them: what gathers before the store on disk, and what is on its way there.
final class GatheringBeforeRocksTest extends RocksStoreModelTest {
  private @Nullable RocksStore behind;

  @Override
  protected Store open() throws Exception {
    behind = (RocksStore) super.open();
    return new GatheringStore(behind, 600, 400);
  }

  @Override
  protected void crash(Store store) throws Exception {
    super.crash(Objects.requireNonNull(behind));
  }

  @Override
  protected Store coldReads(Store store) {
    flush(store);
    return store;
  }
}
