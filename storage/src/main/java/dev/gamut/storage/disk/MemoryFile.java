package dev.gamut.storage.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The content of one file: what a reader sees now, and what it takes to go back.
///
/// Every write since the last sync leaves behind the bytes that it replaced. A sync forgets them, a
/// crash goes back through them, newest first, sector by sector, and stops for each sector where
/// chance says: a sector holds what it held at some moment since the last sync.
final class MemoryFile {
  static final int SECTOR = 512;

  /// The bytes that a write replaced.
  private static final class Undo {
    private final int offset;
    private final byte[] replaced;

    Undo(int offset, byte[] replaced) {
      this.offset = offset;
      this.replaced = replaced;
    }

    int firstSector() {
      return offset / SECTOR;
    }

    int lastSector() {
      return (offset + replaced.length - 1) / SECTOR;
    }
  }

  private byte[] content = new byte[0];
  private int size;
  private int durableSize;
  private final List<Undo> undos = new ArrayList<>();
  // Undos of writes whose sync failed: later syncs do not bring them to the disk.
  private final List<Undo> forgotten = new ArrayList<>();
  private @Nullable Set<Integer> unreadable;

  int size() {
    return size;
  }

  int read(long position, byte[] target, int offset, int length) {
    int count = (int) Math.max(0, Math.min(length, size - position));
    if (count > 0) {
      System.arraycopy(content, (int) position, target, offset, count);
    }
    return count;
  }

  void write(int position, byte[] source, int offset, int length) {
    if (length == 0) {
      return;
    }
    grow(position + length);
    undos.add(new Undo(position, Arrays.copyOfRange(content, position, position + length)));
    System.arraycopy(source, offset, content, position, length);
    if (unreadable != null) {
      healSectors(position, length);
    }
  }

  void allocate(int newSize) {
    int old = Math.min(size, newSize);
    if (old > 0) {
      write(0, new byte[old], 0, old);
    }
    truncate(newSize);
  }

  void truncate(int newSize) {
    if (newSize < size) {
      undos.add(new Undo(newSize, Arrays.copyOfRange(content, newSize, size)));
      Arrays.fill(content, newSize, size, (byte) 0);
    } else if (newSize > content.length) {
      content = Arrays.copyOf(content, newSize);
    }
    size = newSize;
  }

  void sync() {
    if (!forgotten.isEmpty()) {
      Set<Integer> written = new HashSet<>();
      undos.forEach(undo -> addSectors(undo, written));
      List<Undo> old = List.copyOf(forgotten);
      forgotten.clear();
      old.forEach(undo -> keepOutside(undo, written));
    }
    undos.clear();
    durableSize = size;
  }

  void failSync() {
    forgotten.addAll(undos);
    undos.clear();
  }

  void flipBit(long bit) {
    content[(int) (bit >>> 3)] ^= (byte) (1 << (bit & 7));
  }

  void makeUnreadable(int sector) {
    if (unreadable == null) {
      unreadable = new HashSet<>();
    }
    unreadable.add(sector);
    // Who writes over a part of it later does not bring the rest back.
    int end = Math.min((sector + 1) * SECTOR, content.length);
    Arrays.fill(content, Math.min(sector * SECTOR, end), end, (byte) 0);
  }

  boolean isUnreadable(long position, int length) {
    if (unreadable == null || length <= 0) {
      return false;
    }
    for (int s = (int) (position / SECTOR); s <= (position + length - 1) / SECTOR; s++) {
      if (unreadable.contains(s)) {
        return true;
      }
    }
    return false;
  }

  /// Loses what the dice say.
  void crash(CrashDice dice) {
    if (size != durableSize && dice.losesSize()) {
      int kept = durableSize;
      revert(dice);
      size = kept;
      grow(kept);
      Arrays.fill(content, size, content.length, (byte) 0);
    } else {
      revert(dice);
    }
    durableSize = size;
  }

  private void revert(CrashDice dice) {
    Set<Integer> settled = new HashSet<>();
    for (List<Undo> list : List.of(undos, forgotten)) {
      for (int i = list.size() - 1; i >= 0; i--) {
        revert(list.get(i), settled, dice);
      }
      list.clear();
    }
  }

  private void revert(Undo undo, Set<Integer> settled, CrashDice dice) {
    int lost = 0;
    int sectors = undo.lastSector() - undo.firstSector() + 1;
    for (int sector = undo.firstSector(); sector <= undo.lastSector(); sector++) {
      if (settled.contains(sector)) {
        continue;
      }
      if (dice.keepsSector()) {
        settled.add(sector);
      } else {
        lost++;
        restore(undo, sector);
      }
    }
    dice.lost(lost, sectors);
  }

  private void restore(Undo undo, int sector) {
    int from = Math.max(undo.offset, sector * SECTOR);
    int to = Math.min(undo.offset + undo.replaced.length, (sector + 1) * SECTOR);
    if (to > content.length) {
      content = Arrays.copyOf(content, to);
    }
    System.arraycopy(undo.replaced, from - undo.offset, content, from, to - from);
  }

  private void keepOutside(Undo undo, Set<Integer> written) {
    for (int sector = undo.firstSector(); sector <= undo.lastSector(); sector++) {
      if (!written.contains(sector)) {
        int from = Math.max(undo.offset, sector * SECTOR);
        int to = Math.min(undo.offset + undo.replaced.length, (sector + 1) * SECTOR);
        forgotten.add(
            new Undo(
                from, Arrays.copyOfRange(undo.replaced, from - undo.offset, to - undo.offset)));
      }
    }
  }

  private static void addSectors(Undo undo, Set<Integer> sectors) {
    for (int sector = undo.firstSector(); sector <= undo.lastSector(); sector++) {
      sectors.add(sector);
    }
  }

  private void healSectors(int position, int length) {
    Set<Integer> sectors = new HashSet<>();
    addSectors(new Undo(position, new byte[length]), sectors);
    if (unreadable != null) {
      unreadable.removeAll(sectors);
    }
  }

  private void grow(int end) {
    if (end > content.length) {
      content = Arrays.copyOf(content, Math.max(end, Math.min(content.length * 2, 1 << 20)));
    }
    size = Math.max(size, end);
  }
}
