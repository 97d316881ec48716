package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.Store;

/// Deletes what a dropped replica left in the store.
public final class Removal {
  private Removal() {}

  public static void remove(Store store, PartitionDescriptor partition) {
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
    write(store, batch);
  }

  private static void write(Store store, Store.Batch batch) {
    if (store.write(batch) == Store.STALLED) {
      store.onWritable(() -> write(store, batch));
    }
  }
}
