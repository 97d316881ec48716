package dev.gamut.node.machine;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.storage.Store;
import java.util.function.Consumer;

/// Reads a partition's outcomes back from the store, page by page, and then its applied position.
public final class StateLoader {
  private StateLoader() {}

  public static void load(
      Store store, Outcomes outcomes, PartitionDescriptor descriptor, Consumer<Position> done) {
    page(store, outcomes, outcomes.range(), () -> position(store, descriptor, done));
  }

  private static void page(Store store, Outcomes outcomes, Store.Range range, Runnable done) {
    store.scan(
        range,
        page -> {
          try {
            outcomes.load(page.entries());
          } catch (MalformedException e) {
            throw new IllegalStateException("outcomes in the store cannot be read", e);
          }
          Bytes next = page.next();
          if (next == null) {
            done.run();
          } else {
            page(
                store,
                outcomes,
                new Store.Range(next, range.to(), range.countMax(), range.bytesMax()),
                done);
          }
        });
  }

  private static void position(
      Store store, PartitionDescriptor descriptor, Consumer<Position> done) {
    store.get(
        StoreKeys.position(descriptor.id()),
        found -> {
          try {
            done.accept(found == null ? Position.START : Position.decode(found));
          } catch (MalformedException e) {
            throw new IllegalStateException("an applied position cannot be read", e);
          }
        });
  }
}
