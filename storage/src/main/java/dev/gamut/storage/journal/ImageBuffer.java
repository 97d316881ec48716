package dev.gamut.storage.journal;

/// Where segments are read while a journal opens: one after the other, and so into one buffer. An
/// image ends with the next one.
final class ImageBuffer {
  /// Batches fill a segment from its start, so its first ones tell which segment a file is: as much
  /// as holds the largest batch behind another one.
  private static final int BEGINNING_SIZE = 16 << 20;

  private byte[] buffer = new byte[0];

  SegmentImage load(Segment segment, long journal) {
    return load(segment, segment.size, journal);
  }

  /// Looks whether a segment is in use: at the whole of it, or only at its beginning.
  SegmentImage look(Segment segment, boolean whole, long journal) {
    int size = whole ? segment.size : Math.min(segment.size, BEGINNING_SIZE);
    return load(segment, size, journal);
  }

  private SegmentImage load(Segment segment, int size, long journal) {
    if (buffer.length < size) {
      buffer = new byte[size];
    }
    return SegmentImage.load(segment, size, journal, buffer);
  }
}
