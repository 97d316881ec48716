package dev.gamut.node.strategy;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.Store;

/// Dots that a replica gave of late and that came to nothing, because their key had too many
/// siblings: seen like any other, but not superseded. As durable as the items.
final class RefusedDots {
  /// Whoever asks, asks for the latest.
  static final int KEPT = 1_024;

  private final Store store;
  private final Bytes key;
  private Frontier dots = Frontier.EMPTY;
  private boolean changed;

  RefusedDots(Store store, PartitionDescriptor descriptor) {
    this.store = store;
    this.key = StoreKeys.state(descriptor, "refused");
  }

  void add(Dot dot) {
    dots = dots.with(dot);
    changed = true;
    if (dot.sequence() > KEPT) {
      dots = dots.minus(Frontier.ofRange(dot.origin(), 1, dot.sequence() - KEPT));
    }
  }

  boolean contains(Dot dot) {
    return dots.covers(dot);
  }

  void save(Store.Batch batch) {
    if (changed) {
      ByteWriter out = new ByteWriter(64);
      dots.write(out);
      batch.put(key, out.take());
      changed = false;
    }
  }

  void load(Runnable done) {
    store.get(
        key,
        found -> {
          dots = found == null ? Frontier.EMPTY : LeaderlessMachine.frontier(found);
          done.run();
        });
  }
}
