package dev.gamut.storage.journal;

import dev.gamut.base.Invariant;
import java.util.ArrayList;
import java.util.List;

/// The segments that hold the log, oldest first, by consecutive numbers; the last one is written.
final class SegmentSet {
  private final ArrayList<Segment> segments = new ArrayList<>();
  private long bytes;

  void add(Segment segment) {
    Invariant.check(
        segments.isEmpty() || segment.number == active().number + 1,
        "segment %d out of line",
        segment.number);
    segments.add(segment);
    bytes += segment.size;
  }

  Segment oldest() {
    return segments.getFirst();
  }

  Segment active() {
    return segments.getLast();
  }

  int count() {
    return segments.size();
  }

  long bytes() {
    return bytes;
  }

  List<Segment> list() {
    return segments;
  }

  Segment get(int number) {
    return segments.get(number - segments.getFirst().number);
  }

  boolean contains(Segment segment) {
    int at = segment.number - segments.getFirst().number;
    return at >= 0 && at < segments.size() && segments.get(at).slot == segment.slot;
  }

  Segment removeOldest() {
    Segment oldest = segments.removeFirst();
    bytes -= oldest.size;
    return oldest;
  }

  /// Drops the newest, which turned out to hold nothing that counts.
  Segment removeActive() {
    Segment dropped = segments.removeLast();
    bytes -= dropped.size;
    return dropped;
  }

  /// Counts live entries in or out of the segment where they are.
  void count(long place, int entries, long entryBytes) {
    Segment segment = get(Format.segmentOf(place));
    segment.liveEntries += entries;
    segment.liveBytes += entryBytes;
  }
}
