package dev.gamut.real;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The timers of one loop: a binary heap in which every entry knows its place, so that a cancelled
/// timer leaves at once and holds on to nothing. Equal times run in the order of scheduling.
final class TimerHeap {
  private @Nullable Entry[] heap = new @Nullable Entry[64];
  private int size;
  private long nextSequence;

  /// A scheduled task; `place` is -1 once it has run or was cancelled.
  static final class Entry {
    final long atNanos;
    final long sequence;
    final Runnable task;
    private int place = -1;

    private Entry(long atNanos, long sequence, Runnable task) {
      this.atNanos = atNanos;
      this.sequence = sequence;
      this.task = task;
    }

    private boolean before(Entry other) {
      // Monotonic time may overflow, so times are compared by their difference.
      long difference = atNanos - other.atNanos;
      return difference != 0 ? difference < 0 : sequence < other.sequence;
    }
  }

  int size() {
    return size;
  }

  /// Entries added from now on have at least this sequence.
  long nextSequence() {
    return nextSequence;
  }

  Entry add(long atNanos, Runnable task) {
    Entry entry = new Entry(atNanos, nextSequence++, task);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    siftUp(size++, entry);
    return entry;
  }

  @Nullable Entry first() {
    return size == 0 ? null : heap[0];
  }

  /// Takes an entry out, wherever it stands; nothing happens when it is out already.
  void remove(Entry entry) {
    int place = entry.place;
    if (place < 0) {
      return;
    }
    entry.place = -1;
    Entry last = at(--size);
    heap[size] = null;
    if (last == entry) {
      return;
    }
    siftDown(place, last);
    if (last.place == place) {
      siftUp(place, last);
    }
  }

  private void siftUp(int from, Entry entry) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      if (!entry.before(at(parent))) {
        break;
      }
      put(place, at(parent));
      place = parent;
    }
    put(place, entry);
  }

  private void siftDown(int from, Entry entry) {
    int place = from;
    int half = size >>> 1;
    while (place < half) {
      int child = 2 * place + 1;
      if (child + 1 < size && at(child + 1).before(at(child))) {
        child++;
      }
      if (!at(child).before(entry)) {
        break;
      }
      put(place, at(child));
      place = child;
    }
    put(place, entry);
  }

  private void put(int place, Entry entry) {
    heap[place] = entry;
    entry.place = place;
  }

  @SuppressWarnings("NullAway") // Places below the size are always filled.
  private Entry at(int place) {
    return heap[place];
  }
}
