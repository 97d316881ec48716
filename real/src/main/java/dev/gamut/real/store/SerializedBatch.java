package dev.gamut.real.store;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store.Batch;
import org.jspecify.annotations.Nullable;

/// A batch in the form in which RocksDB keeps it: so that it crosses to native code once, not once
/// a change, and that a change is copied once, from its slice to its place.
///
///     batch   = sequence u64 · count u32 · change*           integers little-endian
///     change  = 0x00 · bytes key                             deletion
///             | 0x01 · bytes key · bytes value               put
///             | 0x0f · bytes begin · bytes end               deletion of [begin, end)
///     bytes   = length varint32 · u8[length]
///
/// The sequence is zero; RocksDB fills it in. This is also the form of its own log and replication
/// interface, and unchanged since LevelDB (range deletions since RocksDB 5).
final class SerializedBatch {
  private static final int HEADER = 12;
  private static final int COUNT_OFFSET = 8;
  private static final byte DELETION = 0x00;
  private static final byte PUT = 0x01;
  private static final byte RANGE_DELETION = 0x0f;

  private final byte[] array;
  private int size = HEADER;
  private int count;

  private SerializedBatch(int capacity) {
    array = new byte[capacity];
  }

  /// The batch, or null when it changes nothing. An empty range is left out: RocksDB would give it
  /// a sequence but keep no trace of it, and a flush would seem never to reach that sequence.
  static byte @Nullable [] of(Batch batch) {
    SerializedBatch serialized = new SerializedBatch(sizeOf(batch));
    for (Batch.Change change : batch.changes()) {
      serialized.add(change);
    }
    if (serialized.count == 0) {
      return null;
    }
    serialized.writeCount();
    return serialized.array;
  }

  private static int sizeOf(Batch batch) {
    long size = HEADER;
    for (Batch.Change change : batch.changes()) {
      if (!isEmpty(change)) {
        size += 1 + sizeOf(change.key());
        Bytes second = second(change);
        size += second == null ? 0 : sizeOf(second);
      }
    }
    return Math.toIntExact(size);
  }

  private static int sizeOf(Bytes bytes) {
    int lengthBits = Integer.SIZE - Integer.numberOfLeadingZeros(bytes.length() | 1);
    return (lengthBits + 6) / 7 + bytes.length();
  }

  private static boolean isEmpty(Batch.Change change) {
    Bytes end = change.end();
    return end != null && change.key().compareTo(end) >= 0;
  }

  private static @Nullable Bytes second(Batch.Change change) {
    return change.end() != null ? change.end() : change.value();
  }

  private void add(Batch.Change change) {
    if (isEmpty(change)) {
      return;
    }
    Bytes second = second(change);
    array[size++] = change.end() != null ? RANGE_DELETION : second != null ? PUT : DELETION;
    write(change.key());
    if (second != null) {
      write(second);
    }
    count++;
  }

  private void write(Bytes bytes) {
    int rest = bytes.length();
    while (rest >= 0x80) {
      array[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[size++] = (byte) rest;
    bytes.copyTo(array, size);
    size += bytes.length();
  }

  private void writeCount() {
    for (int i = 0; i < Integer.BYTES; i++) {
      array[COUNT_OFFSET + i] = (byte) (count >>> (Byte.SIZE * i));
    }
  }
}
