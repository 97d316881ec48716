package dev.gamut.storage.journal;

import dev.gamut.base.Invariant;
import dev.gamut.world.Disk;
import org.jspecify.annotations.Nullable;

/// A segment file and what is known of it. Written by the journal's thread only; readers use the
/// file and what is final.
final class Segment {
  /// The number in the file's name; -1 for a segment whose file is lost.
  final int slot;

  final int size;
  private final Disk.@Nullable File file;

  /// Its place in the log; 0 while it is free.
  int number;

  /// Behind its last batch.
  int end = Format.SEGMENT_HEADER_SIZE;

  int liveEntries;
  long liveBytes;
  boolean dirty;

  Segment(int slot, int size, Disk.@Nullable File file) {
    this.slot = slot;
    this.size = size;
    this.file = file;
  }

  /// Stands for a segment that should be there and is not.
  static Segment lost(int number, int size) {
    Segment segment = new Segment(-1, size, null);
    segment.number = number;
    segment.end = size;
    return segment;
  }

  boolean isLost() {
    return file == null;
  }

  Disk.File file() {
    if (file == null) {
      throw Invariant.unreachable("segment " + number + " has no file");
    }
    return file;
  }
}
