package dev.gamut.storage.journal;

import static dev.gamut.storage.journal.Format.RECORD_HEADER_SIZE;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Every group and where its entries are. A batch goes through it twice: before it is written, when
/// each record gets its sequence and its checksum the mask of its place, and after, when what it
/// says takes effect. In between a failed write can be taken back.
final class Index {
  private final GroupTable groups = new GroupTable();
  private final SegmentSet segments;
  private final long journal;
  private @Nullable GroupLog[] touched = new @Nullable GroupLog[64];

  Index(SegmentSet segments, long journal) {
    this.segments = segments;
    this.journal = journal;
  }

  GroupTable groups() {
    return groups;
  }

  GroupLog groupOf(long group) {
    GroupLog log = groups.get(group);
    if (log == null) {
      log = new GroupLog(group, segments);
      groups.add(log);
    }
    return log;
  }

  /// Prepares the records of a batch for their place.
  void stamp(BatchBuffer batch, int segment, int offset) {
    byte[] bytes = batch.array();
    if (touched.length < batch.count()) {
      touched = new @Nullable GroupLog[batch.count() * 2];
    }
    int shift = offset + Format.BATCH_HEADER_SIZE - batch.recordsAt();
    GroupLog log = null;
    int n = 0;
    for (int at = batch.recordsAt(); n < batch.count(); at = next(bytes, at)) {
      int stamp = 0;
      RecordKind kind = kind(bytes, at);
      if (kind == RecordKind.ROLL) {
        touched[n++] = null;
      } else {
        long group = Format.group(bytes, at);
        if (log == null || log.group != group) {
          log = groupOf(group);
        }
        touched[n++] = log;
        stamp = stamp(log, segment, at + shift);
        plan(log, kind, Format.index(bytes, at));
      }
      Format.INT.set(bytes, at + 4, stamp);
      toggleMask(bytes, at, segment, at + shift);
    }
  }

  /// Takes [#stamp] back, before the batch gets another place.
  void unstamp(BatchBuffer batch, int segment, int offset) {
    byte[] bytes = batch.array();
    int shift = offset + Format.BATCH_HEADER_SIZE - batch.recordsAt();
    int n = 0;
    for (int at = batch.recordsAt(); n < batch.count(); at = next(bytes, at)) {
      toggleMask(bytes, at, segment, at + shift);
      GroupLog log = touched[n++];
      if (log != null) {
        log.forgetPlan();
      }
    }
  }

  /// Lets a batch that was written at its place take effect.
  void apply(BatchBuffer batch, int segment, int offset) {
    byte[] bytes = batch.array();
    int shift = offset + Format.BATCH_HEADER_SIZE - batch.recordsAt();
    int n = 0;
    for (int at = batch.recordsAt(); n < batch.count(); at = next(bytes, at)) {
      GroupLog log = touched[n++];
      if (log != null) {
        apply(log, bytes, at, Format.position(segment, at + shift));
      }
    }
    for (int i = 0; i < n; i++) {
      GroupLog log = touched[i];
      if (log != null) {
        log.forgetPlan();
        if (!log.exists && groups.get(log.group) == log) {
          groups.remove(log.group);
        }
      }
    }
    Arrays.fill(touched, 0, n, null);
  }

  private static int stamp(GroupLog log, int segment, int offset) {
    int stamp =
        log.nextExists ? Format.nextSequence(log.nextSequence) : Format.firstStamp(segment, offset);
    log.nextExists = true;
    log.nextSequence = stamp & Format.SEQUENCE_MASK;
    return stamp;
  }

  /// Notes what a record will change; refuses one that cannot follow what is there.
  private static void plan(GroupLog log, RecordKind kind, long index) {
    switch (kind) {
      case ENTRY -> {
        Invariant.check(
            index <= log.nextLast + 1,
            "group %d: entry %d where at most %d can follow",
            log.group,
            index,
            log.nextLast + 1);
        log.nextFirst = Math.min(log.nextFirst, index);
        log.nextLast = index;
      }
      case START -> {
        log.nextFirst = Math.max(log.nextFirst, index);
        log.nextLast = Math.max(log.nextLast, log.nextFirst - 1);
      }
      case REMOVE -> {
        log.nextExists = false;
        log.nextFirst = 1;
        log.nextLast = 0;
      }
      case STATE, HEAD, COPY, ROLL -> {}
    }
  }

  private void apply(GroupLog log, byte[] bytes, int at, long place) {
    int segment = Format.segmentOf(place);
    if (!log.exists) {
      log.exists = true;
      log.startKnown = true;
      log.startSegment = segment;
      log.stateSegment = segment;
    }
    log.sequence = Format.sequence(bytes, at);
    long index = Format.index(bytes, at);
    int length = Format.payloadLength(bytes, at);
    switch (kind(bytes, at)) {
      case ENTRY -> log.append(index, place, length);
      case COPY -> log.replace(index, place, length);
      case STATE -> {
        log.state = payload(bytes, at, 0, length);
        log.stateSegment = segment;
      }
      case START -> log.start(index, segment);
      case HEAD -> {
        log.startSegment = segment;
        log.stateSegment = segment;
        log.releasedSegment = Integer.MAX_VALUE;
      }
      case REMOVE -> log.remove();
      case ROLL -> throw Invariant.unreachable("a roll call belongs to no group");
    }
  }

  static Bytes payload(byte[] bytes, int at, int skip, int length) {
    int from = at + RECORD_HEADER_SIZE + skip;
    return Bytes.wrap(Arrays.copyOfRange(bytes, from, from + length - skip));
  }

  private void toggleMask(byte[] bytes, int at, int segment, int offset) {
    int mask = Format.mask(journal, segment, offset, Format.stamp(bytes, at));
    Format.INT.set(bytes, at, (int) Format.INT.get(bytes, at) ^ mask);
  }

  private static RecordKind kind(byte[] bytes, int at) {
    RecordKind kind = RecordKind.of(Format.kindCode(bytes, at));
    if (kind == null) {
      throw Invariant.unreachable("a record of our own of no kind");
    }
    return kind;
  }

  private static int next(byte[] bytes, int at) {
    return at + Format.recordSize(Format.payloadLength(bytes, at));
  }
}
