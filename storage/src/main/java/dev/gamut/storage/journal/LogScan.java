package dev.gamut.storage.journal;

import dev.gamut.base.Defect;
import dev.gamut.storage.journal.Format.BatchHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the log from its oldest segment on and finds its end.
///
/// Where a batch should be and is not whole, the marks decide. Every batch header says up to where
/// everything was durable when it was written: below the highest such mark in the log, what is bad
/// was good once, so it is corruption, and the log goes on behind it. At or above it, nothing was
/// ever acknowledged: it is the torn end of the log.
final class LogScan {
  private final List<Segment> segments;
  private final int[] previousEnds;
  private final long journal;
  private final Replay replay;
  private final ImageBuffer images;
  private @Nullable SegmentImage image;
  private int current;
  private int at;
  private boolean ended;
  private long batches;
  private long seenMark;
  private int statedOldest;
  private long laterMark = -1;
  private long tornBytes;

  /// @param previousEnds for each segment where the log left the one before it; -1: not known
  LogScan(
      List<Segment> segments, int[] previousEnds, long journal, Replay replay, ImageBuffer images) {
    this.segments = segments;
    this.previousEnds = previousEnds;
    this.journal = journal;
    this.replay = replay;
    this.images = images;
  }

  /// How many of the segments count; the end of each is noted in it.
  int run() {
    while (!ended && current < segments.size()) {
      Segment segment = segments.get(current);
      at = Format.SEGMENT_HEADER_SIZE;
      replay.segmentBegins();
      if (segment.isLost()) {
        passLost(segment);
      } else {
        image = images.load(segment, journal);
        read(segment, image);
      }
      if (!ended) {
        current++;
      }
    }
    if (!ended && !segments.isEmpty() && seenMark > endOf(segments.getLast())) {
      replay.badPlace("what came after segment " + segments.getLast().number + " is missing");
    }
    return Math.min(current + 1, segments.size());
  }

  long batches() {
    return batches;
  }

  long tornBytes() {
    return tornBytes;
  }

  /// The highest mark met.
  long mark() {
    return seenMark;
  }

  /// The oldest segment that counts, as the batches that count state it.
  int statedOldest() {
    return statedOldest;
  }

  private void passLost(Segment segment) {
    if (highestMark() > Format.position(segment.number, 0)) {
      replay.badPlace("segment " + segment.number + " is missing");
    } else {
      ended = true;
      current--;
    }
  }

  private void read(Segment segment, SegmentImage content) {
    int expectedEnd = current + 1 < segments.size() ? previousEnds[current + 1] : -1;
    while (!ended && at != expectedEnd && at < segment.size) {
      BatchHeader header = content.headerAt(at);
      if (header != null) {
        readBatch(segment, content, header);
      } else {
        readGap(segment, content, expectedEnd);
      }
    }
    segment.end = at;
  }

  private void readBatch(Segment segment, SegmentImage content, BatchHeader header) {
    boolean whole = content.isWhole(header);
    if (!whole && !counts(segment, content, header.end())) {
      end(content);
      return;
    }
    batches++;
    seenMark = Math.max(seenMark, header.durable());
    statedOldest = Math.max(statedOldest, header.oldest());
    if (whole) {
      replayWhole(segment, content, header);
    } else {
      salvage(segment, content, header);
    }
    at = header.end();
  }

  private void replayWhole(Segment segment, SegmentImage content, BatchHeader header) {
    byte[] bytes = content.bytes();
    int record = header.offset() + Format.BATCH_HEADER_SIZE;
    for (int left = header.count(); left > 0; left--) {
      replay.record(bytes, record, Format.position(segment.number, record));
      record += Format.recordSize(Format.payloadLength(bytes, record));
    }
  }

  /// Takes what is left of a batch that was durable once.
  private void salvage(Segment segment, SegmentImage content, BatchHeader header) {
    byte[] bytes = content.bytes();
    boolean isRollCall = header.offset() == Format.SEGMENT_HEADER_SIZE;
    boolean bad = false;
    int record = header.offset() + Format.BATCH_HEADER_SIZE;
    while (record < header.end()) {
      if (content.isRecord(record, header.end())) {
        replay.record(bytes, record, Format.position(segment.number, record));
        record += Format.recordSize(Format.payloadLength(bytes, record));
        bad = false;
        continue;
      }
      if (!bad && isRollCall) {
        replay.badRollCall(place(segment, record) + ": a bad roll call");
      } else if (!bad) {
        replay.badPlace(place(segment, record) + ": a bad record");
      }
      bad = true;
      record += Format.ALIGNMENT;
    }
  }

  /// No batch begins where one should: skips to the next one there is, or ends the log.
  private void readGap(Segment segment, SegmentImage content, int expectedEnd) {
    int next = content.nextHeader(at + Format.ALIGNMENT);
    boolean beyond = next < 0 || (expectedEnd >= 0 && next > expectedEnd);
    int limit = !beyond ? next : expectedEnd > at ? expectedEnd : segment.size;
    if (!counts(segment, content, Math.min(limit, at + Format.BATCH_HEADER_SIZE))) {
      end(content);
      return;
    }
    replay.badPlace(place(segment, at) + ": bad up to " + limit);
    at = limit;
  }

  /// Whether what should be between here and `to` was durable once, or may have been.
  private boolean counts(Segment segment, SegmentImage content, int to) {
    return highestMark() > Format.position(segment.number, at) || content.isUnreadable(at, to);
  }

  private void end(SegmentImage content) {
    ended = true;
    int furthest = at;
    for (int next = content.nextHeader(at); next >= 0; next = content.nextHeader(furthest)) {
      BatchHeader header = content.headerAt(next);
      furthest = header == null ? content.size() : header.end();
    }
    tornBytes = (long) furthest - at;
  }

  private long highestMark() {
    if (Defect.TRUNCATE_AT_FIRST_BAD_RECORD.isPlanted()) {
      return 0;
    }
    if (laterMark < 0) {
      laterMark = image == null ? 0 : image.highestMark(at);
      ImageBuffer others = new ImageBuffer();
      for (Segment segment : segments.subList(current + 1, segments.size())) {
        if (!segment.isLost()) {
          laterMark = Math.max(laterMark, others.load(segment, journal).highestMark(0));
        }
      }
    }
    return Math.max(seenMark, laterMark);
  }

  private static long endOf(Segment segment) {
    return Format.position(segment.number, segment.size);
  }

  private static String place(Segment segment, int offset) {
    return "segment " + segment.number + ", offset " + offset;
  }
}
