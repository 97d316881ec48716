package dev.gamut.protocol.raft;

import dev.gamut.base.Invariant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The newest entries of a log, in a ring. Older ones are in the journal.
final class EntryCache {
  private @Nullable Entry[] ring = new Entry[64];

  /// The index of the first entry held; one after the log's last when none is.
  private long first;

  private int count;
  private long bytes;

  EntryCache(long first) {
    this.first = first;
  }

  long first() {
    return first;
  }

  long bytes() {
    return bytes;
  }

  Entry get(long index) {
    return Objects.requireNonNull(ring[(int) index & (ring.length - 1)]);
  }

  void append(Entry entry) {
    Invariant.check(entry.index() == first + count, "a gap before the entry at %d", entry.index());
    if (count == ring.length) {
      grow();
    }
    ring[(int) entry.index() & (ring.length - 1)] = entry;
    count++;
    bytes += entry.sizeBytes();
  }

  void truncateFrom(long index) {
    while (count > 0 && first + count > index) {
      release(first + count - 1);
    }
    first = Math.min(first, index);
  }

  void dropFirst() {
    release(first);
    first++;
  }

  void dropUpTo(long index) {
    while (count > 0 && first <= index) {
      dropFirst();
    }
  }

  void reset(long nextIndex) {
    Arrays.fill(ring, null);
    first = nextIndex;
    count = 0;
    bytes = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// Entries from `from`, which is here, as many as fit, at least one.
  Entries slice(long from, long toExclusive, long bytesMax) {
    long size = get(from).sizeBytes();
    long end = from + 1;
    while (end < toExclusive) {
      long more = get(end).sizeBytes();
      if (size + more > bytesMax) {
        break;
      }
      size += more;
      end++;
    }
    Entry[] slice = new Entry[(int) (end - from)];
    for (int i = 0; i < slice.length; i++) {
      slice[i] = get(from + i);
    }
    return new Entries(slice, size);
  }

  private void release(long index) {
    int position = (int) index & (ring.length - 1);
    bytes -= get(index).sizeBytes();
    ring[position] = null;
    count--;
  }

  private void grow() {
    @Nullable Entry[] larger = new Entry[ring.length * 2];
    for (long index = first; index < first + count; index++) {
      larger[(int) index & (larger.length - 1)] = get(index);
    }
    ring = larger;
  }
}
