package dev.gamut.storage;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last change of each of some thousand keys, in two arrays: a map of objects would be copied
/// by every collection of the young generation, and each look-up would touch five of them.
///
/// `bytes` holds the changes one behind the other, `index` where each key's stands. A change of a
/// key whose place has room for it overwrites the one before.
final class ChangeTable {
  /// Key length, room for the value, value length; then the key and the room.
  private static final int HEADER_SIZE = 12;

  private static final int DELETED = -1;
  private static final int SUPERSEDED = -2;
  private static final int BYTES_MIN = 4096;

  private byte[] bytes = new byte[BYTES_MIN];
  private int end;

  private final KeyIndex index = new KeyIndex(HEADER_SIZE);
  private long sizeBytes;

  /// Forgets all, and keeps the room.
  void clear() {
    index.clear();
    end = 0;
    sizeBytes = 0;
  }

  boolean isEmpty() {
    return index.count() == 0;
  }

  /// Of keys and values, with those that had to be left behind for larger ones.
  long sizeBytes() {
    return sizeBytes;
  }

  /// Puts the value of a key, or its deletion.
  void put(Bytes key, @Nullable Bytes value) {
    int slot = index.slotOf(bytes, key);
    int place = index.place(slot);
    int length = value == null ? 0 : value.length();
    if (place >= 0 && length <= get(place + 4)) {
      setValue(place, value);
      return;
    }
    int next = append(key, value, length);
    if (place >= 0) {
      KeyIndex.set(bytes, place + 8, SUPERSEDED);
      index.move(slot, next);
    } else {
      index.add(slot, key.hashCode(), next);
    }
  }

  /// The last change of a key, as it is now.
  Batch.@Nullable Change find(Bytes key) {
    if (isEmpty()) {
      return null;
    }
    int place = index.place(index.slotOf(bytes, key));
    if (place < 0) {
      return null;
    }
    Bytes value = valueAt(place);
    return new Batch.Change(key, value == null ? null : value.copy(), null);
  }

  /// All of them, as parts of this table: what is put later may change them.
  List<Batch.Change> changes() {
    List<Batch.Change> changes = new ArrayList<>(index.count());
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
    return KeyIndex.get(bytes, at);
  }

  private @Nullable Bytes valueAt(int place) {
    int length = get(place + 8);
    int at = place + HEADER_SIZE + get(place);
    return length == DELETED ? null : Bytes.wrap(bytes, at, length);
  }

  private void setValue(int place, @Nullable Bytes value) {
    KeyIndex.set(bytes, place + 8, value == null ? DELETED : value.length());
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
    KeyIndex.set(bytes, place, key.length());
    KeyIndex.set(bytes, place + 4, room);
    key.copyTo(bytes, place + HEADER_SIZE);
    setValue(place, value);
    sizeBytes += key.length() + room;
    return place;
  }
}
