package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import dev.gamut.world.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One reading of entries: their places as the index had them when it was asked, read by another
/// thread. A segment may be recycled meanwhile; then its records fail the check, and the journal's
/// thread, asked about the first of them, finds that it is no longer there.
final class EntryFetch implements Worker.Job<List<Bytes>> {
  /// How many times the bytes that are wanted may be read to get them in few calls.
  private static final int SPREAD_MAX = 4;

  private final Journal journal;
  private final long group;
  private final long fromIndex;
  private final Segment[] segments;
  private final long[] places;
  private final int[] lengths;
  private final PlaceReader reader;
  private boolean stoppedEarly;

  /// Which entries, and how much of them at the most.
  record Range(long group, long fromIndex, long toExclusive, int bytesMax) {}

  private EntryFetch(
      Journal journal, Range range, Segment[] segments, long[] places, int[] lengths) {
    this.journal = journal;
    this.group = range.group();
    this.fromIndex = range.fromIndex();
    this.segments = segments;
    this.places = places;
    this.lengths = lengths;
    this.reader = new PlaceReader(journal.id(), readAtOnce(places, lengths));
  }

  /// Neighbours are read together, but not what mostly belongs to others: in a journal of hundreds
  /// of groups a group's entries lie far apart.
  private static int readAtOnce(long[] places, int[] lengths) {
    long wanted = 0;
    long extent = 0;
    for (int i = 0; i < places.length; i++) {
      int size = Format.recordSize(lengths[i]);
      boolean follows = i > 0 && Format.segmentOf(places[i]) == Format.segmentOf(places[i - 1]);
      wanted += size;
      extent += follows ? Math.max(size, places[i] - places[i - 1]) : size;
    }
    return extent > SPREAD_MAX * wanted ? 0 : (int) Math.min(PlaceReader.WINDOW_MAX, extent);
  }

  /// Looks the places up; on the journal's thread.
  static EntryFetch of(Journal journal, Range range, GroupLog log, SegmentSet segments) {
    Segment[] found = new Segment[16];
    long[] places = new long[16];
    int[] lengths = new int[16];
    int count = 0;
    long bytes = 0;
    for (long index = range.fromIndex(); index < range.toExclusive(); index++) {
      long place = log.place(index);
      if (place == GroupLog.MISSING
          || (count > 0 && bytes + log.length(index) > range.bytesMax())) {
        break;
      }
      if (count == places.length) {
        found = Arrays.copyOf(found, count * 2);
        places = Arrays.copyOf(places, count * 2);
        lengths = Arrays.copyOf(lengths, count * 2);
      }
      found[count] = segments.get(Format.segmentOf(place));
      places[count] = place;
      lengths[count++] = log.length(index);
      bytes += log.length(index);
    }
    return new EntryFetch(
        journal,
        range,
        Arrays.copyOf(found, count),
        Arrays.copyOf(places, count),
        Arrays.copyOf(lengths, count));
  }

  boolean isEmpty() {
    return places.length == 0;
  }

  @Override
  public List<Bytes> run() {
    List<Bytes> entries = new ArrayList<>(places.length);
    for (int i = 0; i < places.length; i++) {
      int at = reader.find(segments[i], group, fromIndex + i, places[i], lengths[i]);
      if (at < 0) {
        stoppedEarly = true;
        break;
      }
      entries.add(Index.payload(reader.array(), at, 0, lengths[i]));
    }
    return entries;
  }

  void submit(Worker worker, Order.Fetch order) {
    worker.submit(
        this,
        order.replyTo(),
        result -> {
          List<Bytes> entries = result.failure() == null ? result.get() : List.of();
          if (!stoppedEarly || !askAgain(order, entries.size())) {
            order.answer().accept(entries);
          }
        });
  }

  /// Tells of the entry that could not be read. When it was the first one, it is looked up again:
  /// it may only have moved.
  private boolean askAgain(Order.Fetch order, int bad) {
    boolean again = bad == 0 && order.attempts() > 1;
    journal.offer(new Order.Suspected(group, fromIndex + bad, places[bad]));
    if (again) {
      journal.offer(order.again());
    }
    journal.wake();
    return again;
  }
}
