package dev.gamut.simulation.world;

import dev.gamut.base.Invariant;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Things to come, ordered by time and then by a tie drawn by the caller. A binary heap over three
/// parallel arrays: nothing is allocated beyond the item, and comparing touches two arrays of longs
/// only, never the items.
final class EventHeap<T> {
  private long[] times = new long[64];
  private long[] ties = new long[64];
  private @Nullable Object[] items = new Object[64];
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// The time of the first item; `Long.MAX_VALUE` when there is none.
  long firstTime() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  void add(long time, long tie, T item) {
    if (size == times.length) {
      grow();
    }
    siftUp(size++, time, tie, item);
  }

  T poll() {
    Invariant.check(size > 0, "nothing to come");
    Object first = items[0];
    size--;
    Object last = items[size];
    items[size] = null;
    if (size > 0) {
      siftDown(times[size], ties[size], last);
    }
    return item(first);
  }

  @Nullable T peek() {
    return size == 0 ? null : item(items[0]);
  }

  /// Removes every item that `condition` holds for; the order of the others stays.
  void removeIf(Predicate<T> condition) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!condition.test(item(items[i]))) {
        times[kept] = times[i];
        ties[kept] = ties[i];
        items[kept++] = items[i];
      }
    }
    Arrays.fill(items, kept, size, null);
    size = 0;
    for (int i = 0; i < kept; i++) {
      siftUp(size++, times[i], ties[i], items[i]);
    }
  }

  void clear() {
    Arrays.fill(items, 0, size, null);
    size = 0;
  }

  private void siftUp(int hole, long time, long tie, @Nullable Object item) {
    int at = hole;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (times[parent] < time || (times[parent] == time && ties[parent] <= tie)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    put(at, time, tie, item);
  }

  private void siftDown(long time, long tie, @Nullable Object item) {
    int at = 0;
    int half = size >>> 1;
    while (at < half) {
      int child = 2 * at + 1;
      if (child + 1 < size && isBefore(child + 1, child)) {
        child++;
      }
      if (time < times[child] || (time == times[child] && tie <= ties[child])) {
        break;
      }
      move(child, at);
      at = child;
    }
    put(at, time, tie, item);
  }

  private boolean isBefore(int left, int right) {
    return times[left] < times[right] || (times[left] == times[right] && ties[left] < ties[right]);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    ties[to] = ties[from];
    items[to] = items[from];
  }

  private void put(int at, long time, long tie, @Nullable Object item) {
    times[at] = time;
    ties[at] = tie;
    items[at] = item;
  }

  private void grow() {
    int length = Math.multiplyExact(size, 2);
    times = Arrays.copyOf(times, length);
    ties = Arrays.copyOf(ties, length);
    items = Arrays.copyOf(items, length);
  }

  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // Only items of type T are put, and never null below size.
  private T item(@Nullable Object item) {
    return (T) item;
  }
}
