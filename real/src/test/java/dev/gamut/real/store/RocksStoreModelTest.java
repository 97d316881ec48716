package dev.gamut.real.store;

import dev.gamut.storage.Store;
import dev.gamut.storage.StoreModelContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreModelTest extends StoreModelContract {
  @TempDir Path parent = Path.of("");

  private RocksSubject subject = new RocksSubject(parent, loop);

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
    return subject.open();
  }

  @Override
  protected void crash(Store store) throws Exception {
    subject.crash(store);
  }

  @Override
  protected void beginStall(Store store) throws Exception {
    subject.beginStall(store);
  }

  @Override
  protected void endStall(Store store) throws Exception {
    subject.endStall(store);
  }

  @Override
  protected Store coldReads(Store store) throws Exception {
    flush(store);
    store.close();
    return subject.open();
  }
}
