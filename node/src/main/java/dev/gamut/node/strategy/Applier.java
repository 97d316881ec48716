package dev.gamut.node.strategy;

import dev.gamut.base.Defect;
import dev.gamut.base.PartitionId;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.Position;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.Store;
import dev.gamut.wire.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies a partition's durable, committed entries in their order, each exactly once, and writes
/// what they change to the store in batches, the applied position in the same batch. Stops while a
/// read is under way or the store is stalled, without blocking the loop.
final class Applier {
  /// Bytes of changes in one batch.
  private static final long BATCH_SIZE_MAX = 1 << 20;

  private final Store store;
  private final Machine machine;
  private final PartitionId partition;
  private final Listener listener;
  private final ArrayDeque<LogEntry> queue = new ArrayDeque<>();
  private final List<Applied> unannounced = new ArrayList<>();
  private final Checkpoints checkpoints;
  private Store.Batch batch = new Store.Batch();
  private Position position;
  private boolean machineBusy;
  private boolean storeStalled;
  private boolean pumping;
  private boolean closed;

  /// An entry with what came of it.
  record Applied(LogEntry entry, Result result) {}

  /// Hears of entries once their changes are in the store.
  interface Listener {
    void applied(List<Applied> entries);
  }

  Applier(Store store, Machine machine, PartitionId partition, Position start, Listener listener) {
    this.store = store;
    this.machine = machine;
    this.partition = partition;
    this.position = start;
    this.listener = listener;
    this.checkpoints = new Checkpoints(start);
  }

  /// The last entry whose changes are in the store.
  Position position() {
    return position;
  }

  /// The last entry that is known to survive a crash in the store.
  Position flushed() {
    return checkpoints.flushed(store.flushedSequence());
  }

  /// Where the log may be cut, at or below an index: null for nowhere.
  @Nullable Position cut(long index) {
    long limit = Defect.COMPACT_UNFLUSHED.isPlanted() ? position.index() : flushed().index();
    return checkpoints.cut(Math.min(index, limit));
  }

  boolean isIdle() {
    return queue.isEmpty() && !machineBusy && unannounced.isEmpty();
  }

  void add(List<LogEntry> entries) {
    queue.addAll(entries);
    pump();
  }

  /// Nothing is applied or announced any more.
  void close() {
    closed = true;
    queue.clear();
  }

  private void pump() {
    if (pumping || closed) {
      return;
    }
    pumping = true;
    while (!machineBusy && !storeStalled && !closed && !queue.isEmpty()) {
      LogEntry entry = queue.poll();
      machineBusy = true;
      machine.apply(entry, batch, result -> finished(entry, result));
      if (batch.sizeBytes() > BATCH_SIZE_MAX && !machineBusy) {
        write();
      }
    }
    pumping = false;
    if (!machineBusy && !storeStalled && !closed && !unannounced.isEmpty()) {
      write();
    }
  }

  private void finished(LogEntry entry, Result result) {
    machineBusy = false;
    unannounced.add(new Applied(entry, result));
    pump();
  }

  private void write() {
    Position reached = unannounced.getLast().entry().position();
    machine.save(batch);
    if (Defect.POSITION_APART_FROM_DATA.isPlanted()) {
      var apart = new Store.Batch().put(StoreKeys.position(partition), reached.encode());
      store.write(apart);
    }
    batch.put(StoreKeys.position(partition), reached.encode());
    tryWrite(reached);
  }

  private void tryWrite(Position reached) {
    if (closed) {
      return;
    }
    long sequence = store.write(batch);
    if (sequence == Store.STALLED) {
      storeStalled = true;
      store.onWritable(
          () -> {
            storeStalled = false;
            tryWrite(reached);
            pump();
          });
      return;
    }
    position = reached;
    checkpoints.wrote(sequence, reached);
    batch = new Store.Batch();
    machine.written();
    List<Applied> announced = List.copyOf(unannounced);
    unannounced.clear();
    listener.applied(announced);
  }
}
