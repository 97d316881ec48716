package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.node.machine.TableMachine;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds tombstones that have done their work and that the dot log does not know any more: after a
/// start, or because it was bounded while another home was away. Looks at a few items at a time.
final class Sweep {
  private static final int COUNT_MAX = 256;
  private static final int BYTES_MAX = 256 << 10;

  private final Store store;
  private final PartitionDescriptor descriptor;
  private final Collector collector;

  /// Where it goes on; null between two sweeps.
  private @Nullable Bytes from;

  private Frontier collectable = Frontier.EMPTY;

  /// What was collectable when the sweep under way began.
  private Frontier sweeping = Frontier.EMPTY;

  /// The same of the last sweep since whose begin nothing has become due.
  private Frontier sweptFor = Frontier.EMPTY;

  /// Whether there may be something to find.
  private boolean due = true;

  private boolean found;
  private boolean reading;

  /// Collects what has done its work of some keys.
  interface Collector {
    void collect(List<Bytes> places, Frontier collectable);
  }

  Sweep(Store store, PartitionDescriptor descriptor, Collector collector) {
    this.store = store;
    this.descriptor = descriptor;
    this.collector = collector;
  }

  void collectable(Frontier passed) {
    collectable = passed;
  }

  /// There may be tombstones again that nobody else will find.
  void due() {
    due = true;
    found = true;
    sweptFor = Frontier.EMPTY;
  }

  /// Looks at the next few items.
  void step() {
    if (reading || collectable.isEmpty()) {
      return;
    }
    Bytes start = from;
    if (start == null) {
      if (!due || sweptFor.equals(collectable)) {
        return;
      }
      sweeping = collectable;
      sweptFor = collectable;
      found = false;
      start = StoreKeys.itemsFrom(descriptor);
    }
    reading = true;
    store.scan(
        new Store.Range(start, StoreKeys.itemsTo(descriptor), COUNT_MAX, BYTES_MAX), this::look);
  }

  private void look(Store.Page page) {
    reading = false;
    List<Bytes> places = new ArrayList<>();
    for (Store.Entry entry : page.entries()) {
      Item item = TableMachine.decodeItem(entry.value());
      Item rest = item.withoutTombstones(sweeping);
      if (!rest.equals(item)) {
        places.add(StoreKeys.placeOf(entry.key()));
      }
      found |= rest.live().size() < rest.siblings().size();
    }
    if (!places.isEmpty()) {
      collector.collect(places, sweeping);
    }
    from = page.next();
    if (from == null) {
      due = found;
    }
  }
}
