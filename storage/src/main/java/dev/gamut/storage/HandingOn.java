package dev.gamut.storage;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [GatheringStore] has handed to the store behind, or is handing to it: one large batch at
/// a time, and which of the batches written there have arrived here and are flushed.
final class HandingOn {
  private final Store store;
  private @Nullable ChangeTable underWay;

  /// A table that has arrived, to be used again: a new one of its size would soon be old garbage.
  private @Nullable ChangeTable spare;

  /// To be done when what is under way has arrived.
  private final List<Runnable> onceArrived = new ArrayList<>();

  private final ArrayDeque<Arrived> unflushed = new ArrayDeque<>();
  private long last;
  private long flushedSequence;
  private boolean stalled;
  private boolean closed;

  /// Everything up to a sequence of the store in front was here with one of the store behind.
  private record Arrived(long sequence, long storeSequence) {}

  HandingOn(Store store) {
    this.store = store;
  }

  boolean isUnderWay() {
    return underWay != null;
  }

  /// Whether the store behind refused what it was handed last.
  boolean isStalled() {
    return stalled;
  }

  /// The change of a key that is under way.
  Batch.@Nullable Change find(Bytes key) {
    return underWay == null ? null : underWay.find(key);
  }

  List<Batch.Change> changes() {
    return underWay == null ? List.of() : underWay.changes();
  }

  /// The last batch that has arrived.
  long last() {
    return last;
  }

  /// An empty table.
  ChangeTable take() {
    ChangeTable taken = spare != null ? spare : new ChangeTable();
    spare = null;
    return taken;
  }

  /// Begins with the last changes of some keys, of batches up to a sequence. The table is given
  /// away: another thread reads it.
  void begin(ChangeTable changes, long sequence) {
    underWay = changes;
    send(changes, sequence);
  }

  private void send(ChangeTable changes, long sequence) {
    store.writeBeside(() -> batchOf(changes), written -> sent(changes, sequence, written));
  }

  private void sent(ChangeTable changes, long sequence, long written) {
    if (closed) {
      return;
    }
    stalled = written == Store.STALLED;
    if (stalled) {
      store.onWritable(() -> sendAgain(changes, sequence));
      return;
    }
    underWay = null;
    changes.clear();
    spare = changes;
    arrived(sequence, written);
    List<Runnable> tasks = List.copyOf(onceArrived);
    onceArrived.clear();
    tasks.forEach(Runnable::run);
  }

  private void sendAgain(ChangeTable changes, long sequence) {
    if (!closed) {
      send(changes, sequence);
    }
  }

  /// The same before it returns; false when the store behind stalls.
  boolean atOnce(ChangeTable changes, long sequence) {
    long written = store.write(batchOf(changes));
    stalled = written == Store.STALLED;
    if (!stalled) {
      arrived(sequence, written);
    }
    return !stalled;
  }

  private static Batch batchOf(ChangeTable changes) {
    return new Batch().addAll(ByKey.sorted(changes.changes()));
  }

  void arrived(long sequence, long storeSequence) {
    last = sequence;
    unflushed.add(new Arrived(sequence, storeSequence));
  }

  /// Calls, on the loop, when what is under way has arrived.
  void onceArrived(Runnable task) {
    onceArrived.add(task);
  }

  /// The last batch that is known to be flushed.
  long flushedSequence() {
    long flushed = store.flushedSequence();
    while (!unflushed.isEmpty() && unflushed.element().storeSequence() <= flushed) {
      flushedSequence = unflushed.remove().sequence();
    }
    return flushedSequence;
  }

  void close() {
    closed = true;
  }
}
