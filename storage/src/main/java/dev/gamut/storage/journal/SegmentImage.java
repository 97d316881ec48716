package dev.gamut.storage.journal;

import static dev.gamut.storage.journal.Format.ALIGNMENT;
import static dev.gamut.storage.journal.Format.BATCH_HEADER_SIZE;
import static dev.gamut.storage.journal.Format.SEGMENT_HEADER_SIZE;

import dev.gamut.storage.journal.Format.BatchHeader;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A segment's content in memory, while the journal is being opened. What cannot be read is zeros
/// and remembered as such.
final class SegmentImage {
  private static final int ATTEMPTS = 3;
  private static final int SECTOR = 512;
  private static final int PIECE = 1 << 20;

  private final byte[] bytes;
  private final int size;
  private final int number;
  private final long journal;
  private final BitSet unreadableSectors = new BitSet();
  private final CRC32C checksum = new CRC32C();

  private SegmentImage(byte[] bytes, int size, int number, long journal) {
    this.bytes = bytes;
    this.size = size;
    this.number = number;
    this.journal = journal;
  }

  /// Reads a segment, or `size` bytes of its beginning, into `buffer`, which must be large enough
  /// and is the image's from then on.
  static SegmentImage load(Segment segment, int size, long journal, byte[] buffer) {
    SegmentImage image = new SegmentImage(buffer, size, segment.number, journal);
    Arrays.fill(buffer, 0, size, (byte) 0);
    for (int at = 0; at < size; at += PIECE) {
      image.read(segment.file(), at, Math.min(PIECE, size - at));
    }
    return image;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  CRC32C checksum() {
    return checksum;
  }

  boolean isUnreadable(int from, int to) {
    int sector = unreadableSectors.nextSetBit(from / SECTOR);
    return sector >= 0 && sector * SECTOR < to;
  }

  /// The batch header at an offset, or null when there is none of this segment.
  @Nullable BatchHeader headerAt(int offset) {
    BatchHeader header = anyHeaderAt(offset);
    return header != null && (header.segment() == number || Format.ignoresGeneration())
        ? header
        : null;
  }

  /// The offset of the first batch header at or behind `from`, or -1.
  int nextHeader(int from) {
    for (int at = from; at <= size - BATCH_HEADER_SIZE; at += ALIGNMENT) {
      if (headerAt(at) != null) {
        return at;
      }
    }
    return -1;
  }

  /// Whether every record of a batch is there.
  boolean isWhole(BatchHeader header) {
    if (header.count() == 0) {
      return true;
    }
    int at = header.offset() + BATCH_HEADER_SIZE;
    int count = 0;
    while (at < header.end() && isRecord(at, header.end())) {
      at += Format.recordSize(Format.payloadLength(bytes, at));
      count++;
    }
    return at == header.end() && count == header.count();
  }

  boolean isRecord(int at, int limit) {
    if (!Format.isRecord(bytes, at, limit, journal, Format.position(number, at), checksum)) {
      return false;
    }
    // Zeros instead of what cannot be read may happen to be right, but whoever reads the record
    // later will not get them.
    return !isUnreadable(at, at + Format.recordSize(Format.payloadLength(bytes, at)));
  }

  /// The highest position that a header at or behind `from` says is durable.
  long highestMark(int from) {
    return highest(from, BatchHeader::durable);
  }

  /// The highest of what batch headers say is the oldest segment that counts.
  int highestOldest() {
    return (int) highest(0, BatchHeader::oldest);
  }

  /// The turn of the segment that follows, as farewells state it.
  int nextTurn() {
    return (int) highest(0, BatchHeader::nextTurn);
  }

  private long highest(int from, ToLongFunction<BatchHeader> what) {
    long highest = 0;
    for (int at = nextHeader(from); at >= 0; at = nextHeader(at + ALIGNMENT)) {
      BatchHeader header = headerAt(at);
      highest = Math.max(highest, header == null ? 0 : what.applyAsLong(header));
    }
    return highest;
  }

  /// The latest segment that the file's batches say they belong to; 0 when there are none.
  int numberByBatches() {
    int latest = 0;
    for (int at = 0; at <= size - BATCH_HEADER_SIZE; at += ALIGNMENT) {
      BatchHeader header = anyHeaderAt(at);
      latest = Math.max(latest, header == null ? 0 : header.segment());
    }
    return latest;
  }

  /// Whether there is a batch of a segment behind the place of its first.
  boolean goesOn(int segment) {
    for (int at = SEGMENT_HEADER_SIZE + ALIGNMENT;
        at <= size - BATCH_HEADER_SIZE;
        at += ALIGNMENT) {
      BatchHeader header = anyHeaderAt(at);
      if (header != null && header.segment() == segment) {
        return true;
      }
    }
    return false;
  }

  /// Whether there is something like a batch, of whatever journal.
  boolean looksUsed() {
    for (int at = 0; at <= size - BATCH_HEADER_SIZE; at += ALIGNMENT) {
      if (Format.looksLikeBatch(bytes, at)) {
        return true;
      }
    }
    return false;
  }

  boolean isZero(int from) {
    for (int at = from; at < size; at++) {
      if (bytes[at] != 0) {
        return false;
      }
    }
    return true;
  }

  private @Nullable BatchHeader anyHeaderAt(int offset) {
    if (offset < SEGMENT_HEADER_SIZE || offset > size - BATCH_HEADER_SIZE) {
      return null;
    }
    BatchHeader header = Format.batchHeader(bytes, offset, journal, checksum);
    int room = size - offset - BATCH_HEADER_SIZE;
    boolean fits = header != null && header.length() >= 0 && header.length() <= room;
    return fits ? header : null;
  }

  private void read(Disk.File file, int from, int length) {
    if (tryRead(file, from, length)) {
      return;
    }
    for (int at = from; at < from + length; at += SECTOR) {
      int piece = Math.min(SECTOR, from + length - at);
      if (!tryRead(file, at, piece)) {
        Arrays.fill(bytes, at, at + piece, (byte) 0);
        unreadableSectors.set(at / SECTOR);
      }
    }
  }

  private boolean tryRead(Disk.File file, int from, int length) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        int count = file.read(from, bytes, from, length);
        // A file was made in its full size: what it lacks has been lost.
        for (int at = from + Math.max(0, count); at < from + length; at += SECTOR) {
          unreadableSectors.set(at / SECTOR);
        }
        return true;
      } catch (IOException e) {
        // Tried again; in the end it counts as damage.
      }
    }
    return false;
  }
}
