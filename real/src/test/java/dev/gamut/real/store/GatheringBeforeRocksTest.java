package dev.gamut.real.store;

import dev.gamut.storage.GatheringStore;
import dev.gamut.storage.Store;
import dev.gamut.storage.StoreModelContract;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// As a node has them: what gathers before the store on disk, and what is on its way there.
final class GatheringBeforeRocksTest extends StoreModelContract {
  @TempDir Path parent = Path.of("");

  private RocksSubject subject = new RocksSubject(parent, loop);
  private @Nullable RocksStore behind;

  @BeforeEach
  void begin() {
    subject = new RocksSubject(parent, loop);
  }

  @AfterEach
  void finish() {
    subject.close();
  }

  @Override
  protected int seedCount() {
    return 6;
  }

  @Override
  protected Store open() throws Exception {
    RocksStore opened = subject.open();
    behind = opened;
    return new GatheringStore(opened, 600, 400);
  }

  @Override
  protected void crash(Store store) throws Exception {
    subject.crash(Objects.requireNonNull(behind));
  }

  @Override
  protected void beginStall(Store store) {}

  @Override
  protected void endStall(Store store) {}

  @Override
  protected Store coldReads(Store store) {
    flush(store);
    return store;
  }
}
