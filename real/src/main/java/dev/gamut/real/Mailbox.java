package dev.gamut.real;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Tasks from any thread for one loop: a stack without locks, which the loop takes as a whole and
/// turns around. The loop pays one atomic step a turn, not one a task, and whoever posts learns
/// whether the loop still has to be told (only the first since it last looked).
final class Mailbox {
  private final AtomicReference<@Nullable Letter> newest = new AtomicReference<>();

  /// A task and the one posted before it.
  static final class Letter {
    final Runnable task;
    @Nullable Letter next;

    Letter(Runnable task) {
      this.task = task;
    }
  }

  /// Whether this is the first since the loop last took all: the poster then wakes the loop.
  boolean post(Runnable task) {
    Letter letter = new Letter(task);
    Letter before;
    do {
      before = newest.get();
      letter.next = before;
    } while (!newest.compareAndSet(before, letter));
    return before == null;
  }

  /// Everything posted so far, the oldest first.
  @Nullable Letter takeAll() {
    Letter rest = newest.getAndSet(null);
    Letter oldestFirst = null;
    while (rest != null) {
      Letter next = rest.next;
      rest.next = oldestFirst;
      oldestFirst = rest;
      rest = next;
    }
    return oldestFirst;
  }
}
