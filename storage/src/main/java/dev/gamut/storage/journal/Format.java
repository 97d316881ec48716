package dev.gamut.storage.journal;

import dev.gamut.base.Defect;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The journal's layout, format 1. Integers little-endian. See docs/formats/journal.md.
///
///     segment  offset 0   crc32c       u32   of bytes 4..64
///                     4   magic        u32   "GJS1"
///                     8   journal      u64   drawn when the journal was created
///                    16   slot         u32   the number in the file's name
///                    20   segment      u32   its place in the log; 0: free
///                    24   size         u32   of the file
///                    28   oldest       u32   the oldest segment that still counts
///                    32   previousEnd  u32   where the log left the segment before
///                    36   zero         u8[28]
///                    64   batches
///
///     batch    offset 0   crc32c       u32   of bytes 4..40, masked by the journal
///                     4   magic        u32   "GJB1"
///                     8   segment      u32
///                    12   offset       u32   its own, in the segment
///                    16   length       u32   of the records, together
///                    20   count        u32   of the records
///                    24   oldest       u32   as above, as of this batch
///                    28   zero         u32
///                    32   durable      u64   segment · offset known durable when this was written
///                    40   records
///
///     record   offset 0   crc32c       u32   of bytes 8..end, masked by place and sequence
///                     4   sequence     u31   counts the group's records, from anywhere, around
///                                      u1    the first of the group
///                     8   length       u24   of the payload
///                    11   kind         u8
///                    12   group        u64
///                    20   index        u64
///                    28   payload      u8[length], then zeros up to a multiple of 8
final class Format {
  static final int SEGMENT_HEADER_SIZE = 64;
  static final int BATCH_HEADER_SIZE = 40;
  static final int RECORD_HEADER_SIZE = 28;
  static final int SEQUENCE_MASK = 0x7fffffff;
  static final int PAYLOAD_SIZE_MAX = (1 << 24) - 1;
  static final int ALIGNMENT = 8;

  /// The format's number is the last letter of both magics.
  static final int VERSION = '1';

  static final int SEGMENT_MAGIC = 0x31534a47;
  static final int BATCH_MAGIC = 0x31424a47;
  private static final int MAGIC_NAME = 0xffffff;

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Format() {}

  /// @param segment 0 for a free one
  /// @param turn how often a segment had to be begun in another file, when this was written; of two
  ///   files that claim the same segment the one of the later turn is it
  record SegmentHeader(
      long journal, int slot, int segment, int size, int oldest, int previousEnd, int turn) {}

  /// @param nextTurn in a farewell, the turn of the segment that follows; else 0
  record BatchHeader(
      int segment, int offset, int length, int count, int oldest, int nextTurn, long durable) {
    int end() {
      return offset + BATCH_HEADER_SIZE + length;
    }
  }

  static long position(int segment, int offset) {
    return (long) segment << 32 | offset;
  }

  static int segmentOf(long position) {
    return (int) (position >>> 32);
  }

  static int offsetOf(long position) {
    return (int) position;
  }

  static int recordSize(int payloadLength) {
    return (RECORD_HEADER_SIZE + payloadLength + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /// What a checksum is combined with so that the same bytes count only in the journal, segment,
  /// offset and turn for which they were written.
  static int mask(long journal, int segment, int offset, int stamp) {
    long mixed = journal ^ position(ignoresGeneration() ? 0 : segment, offset);
    mixed = (mixed ^ (mixed >>> 32)) * 0x9e3779b97f4a7c15L;
    mixed ^= (stamp & 0xffffffffL) * 0xc2b2ae3d27d4eb4fL;
    mixed = (mixed ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9L;
    return (int) (mixed >>> 32);
  }

  static boolean ignoresGeneration() {
    return Defect.IGNORE_GENERATION.isPlanted();
  }

  static void putSegmentHeader(byte[] target, SegmentHeader header) {
    java.util.Arrays.fill(target, 0, SEGMENT_HEADER_SIZE, (byte) 0);
    INT.set(target, 4, SEGMENT_MAGIC);
    LONG.set(target, 8, header.journal);
    INT.set(target, 16, header.slot);
    INT.set(target, 20, header.segment);
    INT.set(target, 24, header.size);
    INT.set(target, 28, header.oldest);
    INT.set(target, 32, header.previousEnd);
    INT.set(target, 36, header.turn);
    INT.set(target, 0, crc(new CRC32C(), target, 4, SEGMENT_HEADER_SIZE - 4));
  }

  static @Nullable SegmentHeader segmentHeader(byte[] source) {
    if ((int) INT.get(source, 4) != SEGMENT_MAGIC
        || (int) INT.get(source, 0) != crc(new CRC32C(), source, 4, SEGMENT_HEADER_SIZE - 4)) {
      return null;
    }
    return new SegmentHeader(
        (long) LONG.get(source, 8),
        (int) INT.get(source, 16),
        (int) INT.get(source, 20),
        (int) INT.get(source, 24),
        (int) INT.get(source, 28),
        (int) INT.get(source, 32),
        (int) INT.get(source, 36));
  }

  /// The format of a segment that is whole, but of another format than this: a digit, most likely;
  /// 0 otherwise. That the first 64 bytes are covered by the checksum before them, and that the
  /// magic ends in the number, holds for every format.
  static char otherVersion(byte[] source) {
    int magic = (int) INT.get(source, 4);
    boolean isOther =
        (magic & MAGIC_NAME) == (SEGMENT_MAGIC & MAGIC_NAME)
            && magic >>> 24 != VERSION
            && (int) INT.get(source, 0) == crc(new CRC32C(), source, 4, SEGMENT_HEADER_SIZE - 4);
    return isOther ? (char) (magic >>> 24) : 0;
  }

  static void putBatchHeader(
      byte[] target, int at, BatchHeader header, long journal, CRC32C checksum) {
    INT.set(target, at + 4, BATCH_MAGIC);
    INT.set(target, at + 8, header.segment);
    INT.set(target, at + 12, header.offset);
    INT.set(target, at + 16, header.length);
    INT.set(target, at + 20, header.count);
    INT.set(target, at + 24, header.oldest);
    INT.set(target, at + 28, header.nextTurn);
    LONG.set(target, at + 32, header.durable);
    int crc = crc(checksum, target, at + 4, BATCH_HEADER_SIZE - 4);
    INT.set(target, at, crc ^ (int) journal);
  }

  /// The header at `at`, which must be that offset's of its segment; null when there is none.
  static @Nullable BatchHeader batchHeader(byte[] source, int at, long journal, CRC32C checksum) {
    if (!looksLikeBatch(source, at)) {
      return null;
    }
    int crc = crc(checksum, source, at + 4, BATCH_HEADER_SIZE - 4);
    if ((int) INT.get(source, at) != (crc ^ (int) journal)) {
      return null;
    }
    return new BatchHeader(
        (int) INT.get(source, at + 8),
        at,
        (int) INT.get(source, at + 16),
        (int) INT.get(source, at + 20),
        (int) INT.get(source, at + 24),
        (int) INT.get(source, at + 28),
        (long) LONG.get(source, at + 32));
  }

  static boolean looksLikeBatch(byte[] source, int at) {
    return (int) INT.get(source, at + 4) == BATCH_MAGIC && (int) INT.get(source, at + 12) == at;
  }

  static int crc(CRC32C checksum, byte[] source, int offset, int length) {
    checksum.reset();
    checksum.update(source, offset, length);
    return (int) checksum.getValue();
  }

  static int payloadLength(byte[] source, int at) {
    return (int) INT.get(source, at + 8) & PAYLOAD_SIZE_MAX;
  }

  static int kindCode(byte[] source, int at) {
    return source[at + 11];
  }

  /// The sequence and its flag together.
  static int stamp(byte[] source, int at) {
    return (int) INT.get(source, at + 4);
  }

  static int sequence(byte[] source, int at) {
    return stamp(source, at) & SEQUENCE_MASK;
  }

  static boolean isFirst(byte[] source, int at) {
    return stamp(source, at) < 0;
  }

  static int nextSequence(int sequence) {
    return (sequence + 1) & SEQUENCE_MASK;
  }

  /// The stamp of a group's first record: a number that no group of that name before it had, as far
  /// as chance allows, so that records of the two are never taken for one row.
  static int firstStamp(int segment, int offset) {
    return mask(0x5eedL, segment, offset, 0) | ~SEQUENCE_MASK;
  }

  static long group(byte[] source, int at) {
    return (long) LONG.get(source, at + 12);
  }

  static long index(byte[] source, int at) {
    return (long) LONG.get(source, at + 20);
  }

  /// Whether a whole record that was written for this place begins at `at` and ends by `limit`.
  static boolean isRecord(
      byte[] source, int at, int limit, long journal, long place, CRC32C checksum) {
    if (limit - at < RECORD_HEADER_SIZE || RecordKind.of(kindCode(source, at)) == null) {
      return false;
    }
    int size = recordSize(payloadLength(source, at));
    if (size > limit - at) {
      return false;
    }
    int mask = mask(journal, segmentOf(place), offsetOf(place), stamp(source, at));
    return ((int) INT.get(source, at) ^ mask) == crc(checksum, source, at + 8, size - 8);
  }
}
