package dev.gamut.storage.journal;

import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.OptionalInt;

/// Creates, prepares and deletes segment files. A file is in use only once it has its full size on
/// the disk and its name is durable, so that writing to it later changes no metadata.
final class SegmentFiles {
  static final String PREFIX = "journal-";
  private static final int PIECE = 1 << 20;

  private final Disk disk;
  private final long journal;

  SegmentFiles(Disk disk, long journal) {
    this.disk = disk;
    this.journal = journal;
  }

  static String name(int slot) {
    return String.format("%s%06d", PREFIX, slot);
  }

  /// The slot that a file name stands for, if it is one of ours.
  static OptionalInt slot(String name) {
    if (name.length() != PREFIX.length() + 6
        || !name.startsWith(PREFIX)
        || !name.chars().skip(PREFIX.length()).allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(name, PREFIX.length(), name.length(), 10));
  }

  Segment create(int slot, int size) throws IOException {
    Disk.File file = disk.open(name(slot));
    try {
      file.allocate(size);
      writeFreeHeader(file, slot, size);
      file.sync();
      disk.syncDirectory();
      return new Segment(slot, size, file);
    } catch (IOException e) {
      discard(slot, file);
      throw e;
    }
  }

  /// Makes a segment that holds nothing which counts look like new.
  void wipe(Segment segment) throws IOException {
    zero(segment, 0);
    writeFreeHeader(segment.file(), segment.slot, segment.size);
    segment.file().sync();
    segment.number = 0;
    segment.end = Format.SEGMENT_HEADER_SIZE;
  }

  /// Makes sure that a segment which says that it is free says so after a crash too: a process that
  /// died while it wiped the segment may have synced nothing.
  void free(Segment segment) throws IOException {
    writeFreeHeader(segment.file(), segment.slot, segment.size);
    segment.file().sync();
  }

  /// Overwrites everything from an offset on with zeros.
  void zero(Segment segment, int from) throws IOException {
    byte[] zeros = new byte[Math.min(PIECE, segment.size)];
    for (int at = from; at < segment.size; at += zeros.length) {
      segment.file().write(at, zeros, 0, Math.min(zeros.length, segment.size - at));
    }
  }

  void delete(Segment segment) throws IOException {
    segment.file().close();
    disk.delete(name(segment.slot));
    disk.syncDirectory();
  }

  private void writeFreeHeader(Disk.File file, int slot, int size) throws IOException {
    byte[] header = new byte[Format.SEGMENT_HEADER_SIZE];
    Format.putSegmentHeader(header, new Format.SegmentHeader(journal, slot, 0, size, 0, 0, 0));
    file.write(0, header, 0, header.length);
  }

  /// A file that could not be prepared gives back the room it took. When that fails too, the next
  /// start of the journal finds a file without a header and deletes it.
  private void discard(int slot, Disk.File file) {
    try {
      file.close();
      disk.delete(name(slot));
    } catch (IOException e) {
      // Nothing depends on it: see above.
    }
  }
}
