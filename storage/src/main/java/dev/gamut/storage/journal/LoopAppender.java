package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Invariant;
import dev.gamut.base.PartitionId;
import dev.gamut.world.Loop;
import java.util.ArrayDeque;

/// A loop's side of the journal: encodes records into the batch of the turn, and keeps what is to
/// run once a batch is durable. Acknowledgements are cumulative, so that one which is overtaken by
/// a later one does no harm.
final class LoopAppender implements Appender {
  private static final int CAPACITY = 1 << 14;
  private static final int KEPT_CAPACITY_MAX = 1 << 20;
  private static final int KEPT_BUFFERS_MAX = 4;

  private final Journal journal;
  private final Loop loop;
  private final JournalListener listener;
  private final JournalConfig config;
  private final ArrayDeque<BatchBuffer> spare = new ArrayDeque<>();
  private final ArrayDeque<Order.Piece> underWay = new ArrayDeque<>();
  private final ArrayDeque<Callback> callbacks = new ArrayDeque<>();
  private BatchBuffer batch;
  private long lastNumber;
  private long acknowledged;
  private long underWayBytes;
  private Room room = Room.OPEN;

  private record Callback(long number, Runnable task) {}

  LoopAppender(Journal journal, Loop loop, JournalListener listener, JournalConfig config) {
    this.journal = journal;
    this.loop = loop;
    this.listener = listener;
    this.config = config;
    batch = buffer();
  }

  Loop loop() {
    return loop;
  }

  @Override
  public void entry(PartitionId group, long index, Bytes record) {
    Invariant.check(index > 0, "entry index not positive: %d", index);
    add(RecordKind.ENTRY, group, index, record);
  }

  @Override
  public void state(PartitionId group, Bytes state) {
    add(RecordKind.STATE, group, 0, state);
  }

  @Override
  public void start(PartitionId group, long firstIndex) {
    Invariant.check(firstIndex > 0, "first index not positive: %d", firstIndex);
    add(RecordKind.START, group, firstIndex, Bytes.EMPTY);
  }

  @Override
  public void remove(PartitionId group) {
    add(RecordKind.REMOVE, group, 0, Bytes.EMPTY);
  }

  @Override
  public void commit(Runnable onPersisted) {
    if (Defect.PERSISTED_OUT_OF_ORDER.isPlanted()) {
      loop.post(onPersisted);
    } else if (batch.isEmpty() && lastNumber == acknowledged) {
      loop.post(onPersisted);
    } else {
      seal();
      callbacks.add(new Callback(lastNumber, onPersisted));
    }
    seal();
    journal.wake();
  }

  @Override
  public Room room() {
    return room;
  }

  @Override
  public boolean isKeepingUp() {
    return pendingBytes() <= config.backlogBytesMax();
  }

  @Override
  public long pendingBytes() {
    return underWayBytes + batch.length();
  }

  /// On the loop: everything up to this batch is durable.
  void acknowledge(long upTo) {
    acknowledged = Math.max(acknowledged, upTo);
    for (var piece = underWay.peek();
        piece != null && piece.number() <= acknowledged;
        piece = underWay.peek()) {
      underWay.remove();
      underWayBytes -= piece.batch().length();
      recycle(piece.batch());
    }
    for (var callback = callbacks.peek();
        callback != null && callback.number <= acknowledged;
        callback = callbacks.peek()) {
      callbacks.remove().task.run();
    }
  }

  /// On the loop.
  void hear(Notice notice) {
    switch (notice) {
      case Notice.RoomChanged(Room now) -> {
        room = now;
        listener.roomChanged(now);
      }
      case Notice.Failed(Exception cause) -> listener.failed(cause);
      case Notice.Damaged(PartitionId group, String what) -> listener.damaged(group, what);
      case Notice.Pinned(var pins) -> listener.pinned(pins);
    }
  }

  private void add(RecordKind kind, PartitionId group, long index, Bytes payload) {
    int size = Format.recordSize(payload.length());
    Invariant.check(
        size <= config.batchBytesMax(),
        "a record of %d bytes in batches of %d",
        size,
        config.batchBytesMax());
    if (batch.length() + size > config.batchBytesMax()) {
      seal();
    }
    batch.add(kind, group.value(), index, payload);
  }

  private void seal() {
    if (batch.isEmpty()) {
      return;
    }
    Order.Piece piece = new Order.Piece(this, ++lastNumber, batch);
    underWay.add(piece);
    underWayBytes += batch.length();
    journal.offer(piece);
    batch = buffer();
  }

  private BatchBuffer buffer() {
    BatchBuffer used = spare.poll();
    return used != null ? used : new BatchBuffer(config.blockBytes(), CAPACITY);
  }

  private void recycle(BatchBuffer used) {
    if (spare.size() < KEPT_BUFFERS_MAX && used.array().length <= KEPT_CAPACITY_MAX) {
      used.clear();
      spare.push(used);
    }
  }
}
