package dev.gamut.client.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The attempts under way on one connection, by request id: an array in which an id's low bits are
/// its slot. Ids rise, and one whose slot is still taken by a slow request is skipped, so finding
/// an answer's attempt needs no hashing and no boxing.
final class RequestSlots {
  private @Nullable Attempt[] slots = new Attempt[64];
  private int count;
  private long nextId = 1;

  /// Gives an attempt its request id and keeps it.
  void add(Attempt attempt) {
    if (2 * count >= slots.length) {
      grow();
    }
    while (slots[slot(nextId)] != null) {
      nextId++;
    }
    attempt.requestId = nextId;
    slots[slot(nextId++)] = attempt;
    count++;
  }

  /// Takes out the attempt with this id; null when there is none any more.
  @Nullable Attempt remove(long requestId) {
    Attempt attempt = slots[slot(requestId)];
    if (attempt == null || attempt.requestId != requestId) {
      return null;
    }
    slots[slot(requestId)] = null;
    count--;
    return attempt;
  }

  int count() {
    return count;
  }

  /// Takes out all attempts, oldest first.
  List<Attempt> drain() {
    List<Attempt> all = new ArrayList<>(count);
    for (int i = 0; i < slots.length; i++) {
      Attempt attempt = slots[i];
      if (attempt != null) {
        all.add(attempt);
        slots[i] = null;
      }
    }
    count = 0;
    all.sort(Comparator.comparingLong(attempt -> attempt.requestId));
    return all;
  }

  /// Ids that differ in their low bits differ in one bit more, so nothing can collide here.
  private void grow() {
    @Nullable Attempt[] old = slots;
    slots = new Attempt[2 * old.length];
    for (Attempt attempt : old) {
      if (attempt != null) {
        slots[slot(attempt.requestId)] = attempt;
      }
    }
  }

  private int slot(long requestId) {
    return (int) requestId & (slots.length - 1);
  }
}
