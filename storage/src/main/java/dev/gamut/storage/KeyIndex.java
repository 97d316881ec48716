package dev.gamut.storage;

import dev.gamut.base.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Where keys stand in an array of bytes: a hash table with open addressing, of plain numbers. At
/// each place in the array stands the length of a key, and the key itself some bytes behind that.
final class KeyIndex {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SLOTS_MIN = 64;

  private final int keyOffset;

  /// Pairs: a key's hash, and its place plus one, or 0 where the slot is free.
  private int[] slots = new int[SLOTS_MIN * 2];

  private int count;

  /// @param keyOffset how far behind its place a key begins
  KeyIndex(int keyOffset) {
    this.keyOffset = keyOffset;
  }

  static int get(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void set(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  /// Forgets all, and keeps the room.
  void clear() {
    Arrays.fill(slots, 0);
    count = 0;
  }

  int count() {
    return count;
  }

  /// The slot of a key, or the free one where it would go.
  int slotOf(byte[] bytes, Bytes key) {
    int hash = key.hashCode();
    int slot = firstSlot(hash);
    while (slots[slot + 1] != 0 && !(slots[slot] == hash && isAt(bytes, place(slot), key))) {
      slot = nextSlot(slot);
    }
    return slot;
  }

  /// The slot of the key that stands at a place.
  int slotOf(int hash, int place) {
    int slot = firstSlot(hash);
    while (place(slot) != place) {
      slot = nextSlot(slot);
    }
    return slot;
  }

  private boolean isAt(byte[] bytes, int place, Bytes key) {
    int at = place + keyOffset;
    int offset = key.offset();
    return Arrays.equals(
        bytes, at, at + get(bytes, place), key.array(), offset, offset + key.length());
  }

  /// Where the key of a slot stands; negative when the slot is free.
  int place(int slot) {
    return slots[slot + 1] - 1;
  }

  /// The key of a slot stands elsewhere now.
  void move(int slot, int place) {
    slots[slot + 1] = place + 1;
  }

  /// Takes a free slot for a key of this hash. Slots that were asked for before hold no more.
  void add(int slot, int hash, int place) {
    slots[slot] = hash;
    slots[slot + 1] = place + 1;
    if (++count > slots.length / 4) {
      spread();
    }
  }

  /// Frees a slot. Slots that were asked for before hold no more.
  void remove(int slot) {
    count--;
    slots[slot + 1] = 0;
    // Those behind it might not be found any more from where they belong: they are put in anew.
    for (int next = nextSlot(slot); slots[next + 1] != 0; next = nextSlot(next)) {
      int place = slots[next + 1];
      slots[next + 1] = 0;
      put(slots[next], place);
    }
  }

  private void put(int hash, int placePlusOne) {
    int slot = firstSlot(hash);
    while (slots[slot + 1] != 0) {
      slot = nextSlot(slot);
    }
    slots[slot] = hash;
    slots[slot + 1] = placePlusOne;
  }

  private int firstSlot(int hash) {
    int mixed = hash * 0x9e3779b9;
    return (mixed ^ mixed >>> 16) << 1 & slots.length - 1;
  }

  private int nextSlot(int slot) {
    return slot + 2 & slots.length - 1;
  }

  private void spread() {
    int[] before = slots;
    slots = new int[before.length * 2];
    for (int i = 0; i < before.length; i += 2) {
      if (before[i + 1] != 0) {
        put(before[i], before[i + 1]);
      }
    }
  }
}
