package dev.gamut.client.core;

import dev.gamut.world.Clock;
import dev.gamut.world.Loop;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// All that waits for a time, on one timer of the loop. At a hundred thousand operations a second a
/// timer each would cost more than the operations.
///
/// A binary heap. The loop's timer is set for the earliest entry and never moved later: when that
/// entry is gone by then, the timer finds nothing to do and is set again.
final class DeadlineQueue {
  private final Loop loop;
  private final Clock clock;
  private @Nullable Timed[] heap = new Timed[64];
  private int size;
  private long armedAtNanos = Long.MAX_VALUE;
  private Loop.@Nullable Timer timer;

  DeadlineQueue(Loop loop, Clock clock) {
    this.loop = loop;
    this.clock = clock;
  }

  /// Adds an entry, or moves it to another time.
  void set(Timed entry, long atNanos) {
    entry.atNanos = atNanos;
    if (entry.heapIndex < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      place(entry, size++);
      siftUp(entry);
    } else {
      siftUp(entry);
      siftDown(entry);
    }
    arm();
  }

  /// Forgets an entry; nothing happens when it is not there.
  void remove(Timed entry) {
    int hole = entry.heapIndex;
    if (hole < 0) {
      return;
    }
    entry.heapIndex = -1;
    Timed last = at(--size);
    heap[size] = null;
    if (hole < size) {
      place(last, hole);
      siftUp(last);
      siftDown(last);
    }
  }

  int size() {
    return size;
  }

  /// Stops the timer, and tells everything in the queue.
  void close() {
    if (timer != null) {
      timer.cancel();
    }
    armedAtNanos = Long.MIN_VALUE;
    while (size > 0) {
      Timed entry = at(size - 1);
      remove(entry);
      entry.abandon();
    }
  }

  private void fired() {
    if (armedAtNanos == Long.MIN_VALUE) {
      return;
    }
    armedAtNanos = Long.MAX_VALUE;
    long now = clock.monotonicNanos();
    while (size > 0 && at(0).atNanos <= now) {
      Timed first = at(0);
      remove(first);
      first.fire(now);
    }
    arm();
  }

  private void arm() {
    if (size == 0 || at(0).atNanos >= armedAtNanos) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    armedAtNanos = at(0).atNanos;
    timer = loop.schedule(armedAtNanos, this::fired);
  }

  private void siftUp(Timed entry) {
    int index = entry.heapIndex;
    while (index > 0) {
      Timed parent = at((index - 1) >>> 1);
      if (parent.atNanos <= entry.atNanos) {
        break;
      }
      int next = parent.heapIndex;
      place(parent, index);
      index = next;
    }
    place(entry, index);
  }

  private void siftDown(Timed entry) {
    int index = entry.heapIndex;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && at(child + 1).atNanos < at(child).atNanos) {
        child++;
      }
      if (entry.atNanos <= at(child).atNanos) {
        break;
      }
      place(at(child), index);
      index = child;
    }
    place(entry, index);
  }

  private void place(Timed entry, int index) {
    heap[index] = entry;
    entry.heapIndex = index;
  }

  private Timed at(int index) {
    return java.util.Objects.requireNonNull(heap[index]);
  }
}
