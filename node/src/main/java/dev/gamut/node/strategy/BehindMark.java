package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.PartitionId;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.Store;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Says in the store that a replica under Raft lost something that it had acknowledged, so that it
/// does not vote until it has caught up (see Start.Standing#BEHIND), however often it restarts in
/// between.
///
/// It is durable before the replica does anything at all, and goes once what the replica caught up
/// with is durable in the journal: a crash in between leaves it, which costs time and no promise.
final class BehindMark {
  private static final Bytes VALUE = Bytes.wrap(new byte[] {1});

  private final Store store;
  private final Bytes key;

  BehindMark(ReplicaHost host, PartitionId partition) {
    store = host.store();
    key = StoreKeys.behind(partition);
  }

  /// Sets it together with something else.
  static void put(Store.Batch batch, PartitionId partition) {
    batch.put(StoreKeys.behind(partition), VALUE);
  }

  void find(Consumer<Boolean> answer) {
    store.get(key, found -> answer.accept(found != null));
  }

  /// Goes on once the mark survives a crash.
  void set(Runnable done) {
    if (Defect.FORGET_BEING_BEHIND.isPlanted()) {
      done.run();
      return;
    }
    write(new Store.Batch().put(key, VALUE), () -> true, () -> store.flush(done));
  }

  /// Takes the mark away, unless the replica has ended meanwhile: then the next one knows better.
  void clear(BooleanSupplier isOpen) {
    write(new Store.Batch().delete(key), isOpen, () -> {});
  }

  private void write(Store.Batch batch, BooleanSupplier isWanted, Runnable done) {
    if (!isWanted.getAsBoolean()) {
      return;
    }
    if (store.write(batch) == Store.STALLED) {
      store.onWritable(() -> write(batch, isWanted, done));
    } else {
      done.run();
    }
  }
}
