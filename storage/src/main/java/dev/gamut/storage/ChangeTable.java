package dev.gamut.storage;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store.Batch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last change of each of some thousand keys, in two arrays: a map of objects would be copied
/// by every collection of the young generation, and each look-up would touch five of them.
///
/// `bytes` holds the changes one behind the other, `index` where each key's stands (a table of
/// hashes with open addressing). A change of a key whose place has room for it overwrites the one
/// before.
final class ChangeTable {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /// Key length, room for the value, value length; then the key and the room.
  private static final int HEADER_SIZE = 12;

  private static final int DELETED = -1;
  private static final int SUPERSEDED = -2;
  private static final int SLOTS_MIN = 64;
  private static final int BYTES_MIN = 4096;

  private byte[] bytes = new byte[BYTES_MIN];
  private int end;

  /// Pairs: a key's hash, and its place plus one, or 0 where the slot is free.
  private int[] index = new int[SLOTS_MIN * 2];

  private int count;
  private long sizeBytes;

  /// Forgets all, and keeps the room.
  void clear() {
    Arrays.fill(index, 0);
    end = 0;
    count = 0;
    sizeBytes = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// Of keys and values, with those that had to be left behind for larger ones.
  long sizeBytes() {
    return sizeBytes;
  }

  /// Puts the value of a key, or its deletion.
  void put(Bytes key, @Nullable Bytes value) {
    int slot = slotOf(key);
    int place = index[slot + 1] - 1;
    int length = value == null ? 0 : value.length();
    if (place >= 0 && length <= get(place + 4)) {
      setValue(place, value);
      return;
    }
    if (place >= 0) {
      INT.set(bytes, place + 8, SUPERSEDED);
    } else {
      count++;
      index[slot] = key.hashCode();
    }
    index[slot + 1] = append(key, value, length) + 1;
    if (count > index.length / 4) {
      spread();
    }
  }

  /// The last change of a key, as it is now.
  Batch.@Nullable Change find(Bytes key) {
    if (count == 0) {
      return null;
    }
    int place = index[slotOf(key) + 1] - 1;
    if (place < 0) {
      return null;
    }
    Bytes value = valueAt(place);
    return new Batch.Change(key, value == null ? null : value.copy(), null);
  }

  /// All of them, as parts of this table: what is put later may change them.
  List<Batch.Change> changes() {
    List<Batch.Change> changes = new ArrayList<>(count);
    int next;
    for (int place = 0; place < end; place = next) {
      next = place + HEADER_SIZE + get(place) + get(place + 4);
      if (get(place + 8) != SUPERSEDED) {
        Bytes key = Bytes.wrap(bytes, place + HEADER_SIZE, get(place));
        changes.add(new Batch.Change(key, valueAt(place), null));
      }
    }
    return changes;
  }

  private int get(int at) {
    return (int) INT.get(bytes, at);
  }

  private @Nullable Bytes valueAt(int place) {
    int length = get(place + 8);
    int at = place + HEADER_SIZE + get(place);
    return length == DELETED ? null : Bytes.wrap(bytes, at, length);
  }

  private void setValue(int place, @Nullable Bytes value) {
    INT.set(bytes, place + 8, value == null ? DELETED : value.length());
    if (value != null) {
      value.copyTo(bytes, place + HEADER_SIZE + get(place));
    }
  }

  private int append(Bytes key, @Nullable Bytes value, int room) {
    int place = end;
    end = Math.addExact(place, HEADER_SIZE + key.length() + room);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
    }
    INT.set(bytes, place, key.length());
    INT.set(bytes, place + 4, room);
    key.copyTo(bytes, place + HEADER_SIZE);
    setValue(place, value);
    sizeBytes += key.length() + room;
    return place;
  }

  /// The slot of a key, or the free one where it would go.
  private int slotOf(Bytes key) {
    int hash = key.hashCode();
    int slot = firstSlot(hash);
    while (index[slot + 1] != 0 && !(index[slot] == hash && isAt(index[slot + 1] - 1, key))) {
      slot = nextSlot(slot);
    }
    return slot;
  }

  private int firstSlot(int hash) {
    int mixed = hash * 0x9e3779b9;
    return (mixed ^ mixed >>> 16) << 1 & index.length - 1;
  }

  private int nextSlot(int slot) {
    return slot + 2 & index.length - 1;
  }

  private boolean isAt(int place, Bytes key) {
    int at = place + HEADER_SIZE;
    int offset = key.offset();
    return Arrays.equals(bytes, at, at + get(place), key.array(), offset, offset + key.length());
  }

  private void spread() {
    int[] before = index;
    index = new int[before.length * 2];
    for (int i = 0; i < before.length; i += 2) {
      if (before[i + 1] != 0) {
        int slot = firstSlot(before[i]);
        while (index[slot + 1] != 0) {
          slot = nextSlot(slot);
        }
        index[slot] = before[i];
        index[slot + 1] = before[i + 1];
      }
    }
  }
}
