package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the journal knows of one group: its state, and where each of its entries is. Places are
/// kept in a ring of plain arrays, an entry's slot being its index modulo the ring's size.
///
/// While the journal is being opened a log may have holes, and its start may not be known yet.
final class GroupLog {
  /// The place of an entry that is lost.
  static final long MISSING = -1;

  private static final long[] NO_PLACES = new long[0];
  private static final int[] NO_LENGTHS = new int[0];
  private static final int HOLDERS = Holder.values().length;

  final long group;
  private final SegmentSet segments;

  /// Whether it has any record; one that has none is here for its holders' marks.
  boolean exists;

  int sequence;
  boolean startKnown;
  boolean damaged;

  /// Whether a record says that it is damaged.
  boolean damageStated;

  /// While opening: how many bad places there were before a record that proves that none of this
  /// group's was lost in them.
  int provenPast;

  Bytes state = Bytes.EMPTY;

  /// The segments of the records that say its start and its state.
  int startSegment;

  int stateSegment;

  /// The oldest segment with entries that were let go without a record that says so.
  int releasedSegment = Integer.MAX_VALUE;

  /// What these will be once the batch that is being put in place is written.
  boolean nextExists;

  int nextSequence;

  long nextFirst;
  long nextLast;

  private long first = 1;
  private long last;
  private long[] places = NO_PLACES;
  private int[] lengths = NO_LENGTHS;

  /// Each entry's epoch, slot by slot, while the journal is being opened.
  private long @Nullable [] epochs;

  private final long[] marks = new long[HOLDERS];

  GroupLog(long group, SegmentSet segments) {
    this.group = group;
    this.segments = segments;
    forgetPlan();
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  /// The plan for a batch begins from what is there.
  void forgetPlan() {
    nextExists = exists;
    nextSequence = sequence;
    nextFirst = first;
    nextLast = last;
  }

  /// The place of an entry, or [#MISSING].
  long place(long index) {
    return index >= first && index <= last ? places[slot(index)] : MISSING;
  }

  /// The payload's length of an entry that is there.
  int length(long index) {
    return lengths[slot(index)];
  }

  /// Puts an entry behind those below it and instead of all others. A gap becomes holes.
  void append(long index, long place, int length) {
    if (index < first || (!startKnown && last < first)) {
      dropFrom(first);
      first = index;
      last = index - 1;
    }
    dropFrom(index);
    reserve(first, index);
    while (last < index - 1) {
      places[slot(++last)] = MISSING;
    }
    last = index;
    put(index, place, length);
  }

  /// Puts an entry in another place, or into a hole.
  void replace(long index, long place, int length) {
    if (index < first && startKnown) {
      return;
    }
    if (last < first || index > last) {
      append(index, place, length);
      return;
    }
    extendDownTo(index);
    take(index);
    put(index, place, length);
  }

  /// Notes the epoch of an entry, if it is there.
  void setEpoch(long index, long epoch) {
    if (index >= first && index <= last) {
      if (epochs == null) {
        epochs = new long[places.length];
      }
      epochs[slot(index)] = epoch;
    }
  }

  /// Where the epochs of its entries change; forgets them.
  List<EpochRun> takeEpochs() {
    List<EpochRun> runs = new ArrayList<>();
    long[] known = epochs;
    for (long index = first; known != null && index <= last; index++) {
      long epoch = known[slot(index)];
      if (runs.isEmpty() || runs.getLast().epoch() != epoch) {
        runs.add(new EpochRun(index, epoch));
      }
    }
    epochs = null;
    return runs;
  }

  /// Entries below `newFirst` are gone; a start beyond the end restarts the log there. One below
  /// the present start, which may have risen without a record, changes nothing, and is not the
  /// record that says where the log starts.
  void start(long newFirst, int segment) {
    if (newFirst < first && startKnown) {
      return;
    }
    startSegment = segment;
    dropBelow(newFirst);
    if (first < newFirst || (!startKnown && last < first)) {
      first = newFirst;
      last = Math.max(last, newFirst - 1);
    } else if (!startKnown) {
      extendDownTo(newFirst);
    }
    startKnown = true;
  }

  /// Raises a holder's mark and lets go what no holder needs.
  void keepFrom(Holder holder, long index) {
    marks[holder.ordinal()] = Math.max(marks[holder.ordinal()], index);
    release();
  }

  void release() {
    long lowest = Math.min(lowestMark(), last + 1);
    for (long index = first; index < lowest; index++) {
      long place = places[slot(index)];
      if (place != MISSING) {
        releasedSegment = Math.min(releasedSegment, Format.segmentOf(place));
      }
    }
    dropBelow(lowest);
  }

  long lowestMark() {
    return marks[lowestHolder().ordinal()];
  }

  Holder lowestHolder() {
    Holder lowest = Holder.STORE;
    for (Holder holder : Holder.values()) {
      if (marks[holder.ordinal()] < marks[lowest.ordinal()]) {
        lowest = holder;
      }
    }
    return lowest;
  }

  /// An entry turned out to be unreadable.
  void lose(long index) {
    take(index);
    places[slot(index)] = MISSING;
  }

  boolean hasHoles() {
    for (long index = first; index <= last; index++) {
      if (places[slot(index)] == MISSING) {
        return true;
      }
    }
    return false;
  }

  /// The group is gone; nothing of it counts any more.
  void remove() {
    dropFrom(first);
    exists = false;
    sequence = 0;
    startKnown = false;
    damaged = false;
    damageStated = false;
    state = Bytes.EMPTY;
    releasedSegment = Integer.MAX_VALUE;
    first = 1;
    last = 0;
    places = NO_PLACES;
    lengths = NO_LENGTHS;
    epochs = null;
    Arrays.fill(marks, 0);
  }

  private void dropBelow(long newFirst) {
    long end = Math.min(newFirst, last + 1);
    for (; first < end; first++) {
      take(first);
    }
  }

  private void dropFrom(long index) {
    for (; last >= index; last--) {
      take(last);
    }
  }

  private void extendDownTo(long index) {
    if (index < first) {
      reserve(index, last);
      while (first > index) {
        places[slot(--first)] = MISSING;
      }
    }
  }

  private void put(long index, long place, int length) {
    places[slot(index)] = place;
    lengths[slot(index)] = length;
    segments.count(place, 1, Format.recordSize(length));
  }

  private void take(long index) {
    long place = places[slot(index)];
    if (place != MISSING) {
      segments.count(place, -1, -Format.recordSize(lengths[slot(index)]));
    }
  }

  private int slot(long index) {
    return (int) index & (places.length - 1);
  }

  private void reserve(long from, long to) {
    long needed = to - from + 1;
    if (needed <= places.length) {
      return;
    }
    int capacity = Math.max(8, Integer.highestOneBit(Math.toIntExact(needed) * 2 - 1));
    long[] newPlaces = new long[capacity];
    int[] newLengths = new int[capacity];
    long[] oldEpochs = epochs;
    long[] newEpochs = oldEpochs == null ? null : new long[capacity];
    for (long index = first; index <= last; index++) {
      int target = (int) index & (capacity - 1);
      newPlaces[target] = places[slot(index)];
      newLengths[target] = lengths[slot(index)];
      if (oldEpochs != null && newEpochs != null) {
        newEpochs[target] = oldEpochs[slot(index)];
      }
    }
    places = newPlaces;
    lengths = newLengths;
    epochs = newEpochs;
  }
}
