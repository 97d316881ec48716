package dev.gamut.storage.journal;

import static dev.gamut.storage.journal.Format.ALIGNMENT;
import static dev.gamut.storage.journal.Format.BATCH_HEADER_SIZE;
import static dev.gamut.storage.journal.Format.INT;
import static dev.gamut.storage.journal.Format.LONG;
import static dev.gamut.storage.journal.Format.RECORD_HEADER_SIZE;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// A batch while it is put together: records encoded one behind the other into one array, which is
/// used again for later batches. Before them is room for the batch's header and for the part of a
/// block that the batch before left, so that the whole leaves in one write.
///
/// One thread at a time: the loop that appends, then the writer, then the loop again.
final class BatchBuffer {
  private final int lead;
  private final CRC32C checksum = new CRC32C();
  private byte[] array;
  private int end;
  private int count;

  BatchBuffer(int blockBytes, int capacity) {
    lead = blockBytes + BATCH_HEADER_SIZE;
    array = new byte[lead + capacity + blockBytes];
    end = lead;
  }

  void clear() {
    end = lead;
    count = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int count() {
    return count;
  }

  /// Bytes of the records, or of the padding of a batch that has none.
  int length() {
    return end - lead;
  }

  /// Where the first record is in [#array].
  int recordsAt() {
    return lead;
  }

  int end() {
    return end;
  }

  byte[] array() {
    return array;
  }

  CRC32C checksum() {
    return checksum;
  }

  void add(RecordKind kind, long group, long index, Bytes payload) {
    add(kind, group, index, payload.array(), payload.offset(), payload.length());
  }

  /// Adds a record; its place and sequence are the writer's to give.
  void add(RecordKind kind, long group, long index, byte[] payload, int offset, int length) {
    Invariant.check(length <= Format.PAYLOAD_SIZE_MAX, "record of %d bytes", length);
    int at = end;
    int size = Format.recordSize(length);
    ensure(size);
    INT.set(array, at + 4, 0);
    INT.set(array, at + 8, kind.code << 24 | length);
    LONG.set(array, at + 12, group);
    LONG.set(array, at + 20, index);
    System.arraycopy(payload, offset, array, at + RECORD_HEADER_SIZE, length);
    for (int i = at + RECORD_HEADER_SIZE + length; i < at + size; i++) {
      array[i] = 0;
    }
    INT.set(array, at, Format.crc(checksum, array, at + 8, size - 8));
    end = at + size;
    count++;
  }

  /// Adds the records of another batch behind its own, so that both are written as one.
  void addAll(BatchBuffer other) {
    ensure(other.length());
    System.arraycopy(other.array, other.lead, array, end, other.length());
    end += other.length();
    count += other.count;
  }

  /// Fills an empty batch with zeros, so that the next one begins further on.
  void pad(int length) {
    ensure(length);
    Arrays.fill(array, end, end + length, (byte) 0);
    end += length;
  }

  boolean mentions(long group) {
    for (int at = lead; at < end; at += Format.recordSize(Format.payloadLength(array, at))) {
      if (Format.group(array, at) == group) {
        return true;
      }
    }
    return false;
  }

  /// Makes the whole block-aligned image of a write: what the last block already holds, the header,
  /// the records, and zeros up to the end of the block. Returns how many bytes it has.
  int image(byte[] carry, int carryLength, int blockBytes) {
    System.arraycopy(carry, 0, array, imageAt(carryLength), carryLength);
    int length = carryLength + BATCH_HEADER_SIZE + length();
    int whole = (length + blockBytes - 1) & -blockBytes;
    Arrays.fill(array, end, end + whole - length, (byte) 0);
    return whole;
  }

  /// Where the image begins in [#array].
  int imageAt(int carryLength) {
    return lead - BATCH_HEADER_SIZE - carryLength;
  }

  private void ensure(int more) {
    int spare = lead - BATCH_HEADER_SIZE + ALIGNMENT;
    int needed = Math.addExact(Math.addExact(end, more), spare);
    if (needed > array.length) {
      array = Arrays.copyOf(array, Math.max(needed, array.length * 2));
    }
  }
}
