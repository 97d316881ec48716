package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.Store;
import java.util.function.BooleanSupplier;

/// Deletes what a dropped replica left in the store.
public final class Removal {
  private Removal() {}

  /// Goes on once that is done for every later look and write: a store that stalls takes it later.
  ///
  /// @param isWanted asked before each attempt: another replica may have begun in the meantime
  public static void remove(
      Store store, PartitionDescriptor partition, BooleanSupplier isWanted, Runnable done) {
    Bytes protocol = StoreKeys.protocol(partition);
    Bytes protocolEnd = protocol.prefixEnd();
    Store.Batch batch =
        new Store.Batch()
            .deleteRange(StoreKeys.itemsFrom(partition), StoreKeys.itemsTo(partition))
            .delete(StoreKeys.position(partition.id()))
            .delete(StoreKeys.installing(partition.id()))
            .delete(StoreKeys.behind(partition.id()));
    if (protocolEnd != null) {
      batch.deleteRange(protocol, protocolEnd);
    }
    write(store, batch, isWanted, done);
  }

  private static void write(
      Store store, Store.Batch batch, BooleanSupplier isWanted, Runnable done) {
    if (!isWanted.getAsBoolean()) {
      return;
    }
    if (store.write(batch) == Store.STALLED) {
      store.onWritable(() -> write(store, batch, isWanted, done));
    } else {
      done.run();
    }
  }
}
