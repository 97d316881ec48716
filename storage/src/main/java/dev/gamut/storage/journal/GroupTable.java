package dev.gamut.storage.journal;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Groups by number: open addressing over plain longs, because every record of every batch looks
/// its group up. The order of iteration follows from what was added and removed, nothing else.
final class GroupTable {
  private @Nullable GroupLog[] slots = new @Nullable GroupLog[16];
  private int size;

  int size() {
    return size;
  }

  @Nullable GroupLog get(long group) {
    int mask = slots.length - 1;
    for (int i = home(group, mask); ; i = (i + 1) & mask) {
      GroupLog log = slots[i];
      if (log == null || log.group == group) {
        return log;
      }
    }
  }

  void add(GroupLog log) {
    if (++size * 2 > slots.length) {
      @Nullable GroupLog[] old = slots;
      slots = new @Nullable GroupLog[old.length * 2];
      for (GroupLog moved : old) {
        if (moved != null) {
          place(moved);
        }
      }
    }
    place(log);
  }

  void remove(long group) {
    int mask = slots.length - 1;
    int hole = home(group, mask);
    GroupLog found = slots[hole];
    while (found != null && found.group != group) {
      hole = (hole + 1) & mask;
      found = slots[hole];
    }
    if (found == null) {
      return;
    }
    size--;
    slots[hole] = null;
    // Those behind it might not be found any more from where they belong: they are put in anew.
    int next = (hole + 1) & mask;
    for (GroupLog moved = slots[next]; moved != null; moved = slots[next]) {
      slots[next] = null;
      place(moved);
      next = (next + 1) & mask;
    }
  }

  void forEach(Consumer<GroupLog> action) {
    for (GroupLog log : slots) {
      if (log != null) {
        action.accept(log);
      }
    }
  }

  void clear() {
    Arrays.fill(slots, null);
    size = 0;
  }

  private void place(GroupLog log) {
    int mask = slots.length - 1;
    int i = home(log.group, mask);
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = log;
  }

  private static int home(long group, int mask) {
    long mixed = group * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & mask;
  }
}
