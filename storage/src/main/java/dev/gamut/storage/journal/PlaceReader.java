package dev.gamut.storage.journal;

import java.io.IOException;
import java.util.zip.CRC32C;

/// Reads single records back and checks that each is the one that should be there. Neighbours are
/// read together. Not for two threads.
final class PlaceReader {
  static final int WINDOW_MAX = 1 << 16;
  private static final int ATTEMPTS = 4;

  private final long journal;
  private final int readAtOnce;
  private final CRC32C checksum = new CRC32C();
  private byte[] window = new byte[0];
  private int segment;
  private int from;
  private int to;

  /// @param readAtOnce bytes, at most [#WINDOW_MAX]; a longer record is read whole all the same
  PlaceReader(long journal, int readAtOnce) {
    this.journal = journal;
    this.readAtOnce = readAtOnce;
  }

  /// The array in which [#find] found its record, until the next call.
  byte[] array() {
    return window;
  }

  /// Where the entry's record begins in [#array], or -1 when it cannot be read.
  int find(Segment source, long group, long index, long place, int length) {
    int size = Format.recordSize(length);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int at = load(source, Format.segmentOf(place), Format.offsetOf(place), size, attempt > 0);
      if (at >= 0
          && Format.payloadLength(window, at) == length
          && Format.group(window, at) == group
          && Format.index(window, at) == index
          && Format.isRecord(window, at, at + size, journal, place, checksum)) {
        return at;
      }
    }
    return -1;
  }

  private int load(Segment source, int number, int offset, int size, boolean again) {
    if (!again && segment == number && offset >= from && offset + size <= to) {
      return offset - from;
    }
    int wanted = again ? size : Math.max(size, Math.min(readAtOnce, source.size - offset));
    if (window.length < wanted) {
      window = new byte[wanted];
    }
    segment = 0;
    try {
      int count = source.file().read(offset, window, 0, wanted);
      segment = number;
      from = offset;
      to = offset + count;
      return count >= size ? 0 : -1;
    } catch (IOException e) {
      // Perhaps only a neighbour cannot be read: the second attempt reads the record alone.
      return -1;
    }
  }
}
