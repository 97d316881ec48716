package dev.gamut.storage;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What some keys hold that are read often: a storage engine takes microseconds to find even what
/// is in its memory.
///
/// A key comes in when it is read again soon after it was read. So what passes once, an import or a
/// walk through everything, does not drive out what is in use. When room is short, those go that
/// have not been used since they were looked at last, in a round (the second chance of a FIFO
/// queue): a list in the order of use would be written to at each reading.
///
/// The queue is a ring of bytes, an entry behind the other, and each is overwritten in place as
/// long as its room does: objects that live as long and are exchanged as often would be copied by
/// every collection, and the old generation would fill with them.
final class RecentValues {
  /// In an entry: the key's length; room for the value, and the value's length; the key's hash;
  /// whether it was used. Then the key and the room.
  private static final int HEADER_SIZE = 20;

  private static final int ROOM = 4;
  private static final int LENGTH = 8;
  private static final int HASH = 12;
  private static final int USED = 16;

  /// Lengths of a value: there is none, and the key has another entry or none.
  private static final int MISSING = -1;

  private static final int GONE = -2;

  private static final int RING_MIN = 4096;

  /// An entry is at most this part of the ring.
  private static final int PARTS_MIN = 8;

  /// Entries that get their second chance before one must go anyway.
  private static final int SPARED_MAX = 16;

  /// A power of two.
  private static final int NOTED_COUNT = 1 << 15;

  private final int bytesMax;
  private final KeyIndex index = new KeyIndex(HEADER_SIZE);
  private byte[] ring;

  /// Where the oldest entry begins, and where the next one will.
  private int tail;

  private int head;

  /// Where entries end before they go on at the ring's beginning; 0 when they do not.
  private int wrap;

  /// Hashes of keys that were read once, each in a place that another may take.
  private final int[] noted;

  /// What a key holds.
  ///
  /// @param value null when it is known not to be there
  record Known(@Nullable Bytes value) {}

  /// @param bytesMax of keys and values, and what they cost besides; 0 for none
  RecentValues(long bytesMax) {
    require(bytesMax >= 0 && bytesMax <= 1 << 30, "recent values of %d bytes", bytesMax);
    this.bytesMax = (int) bytesMax;
    this.ring = new byte[Math.min(RING_MIN, this.bytesMax)];
    this.noted = new int[bytesMax == 0 ? 0 : NOTED_COUNT];
  }

  /// What is known of a key; null for nothing.
  @Nullable Known find(Bytes key) {
    int place = index.count() == 0 ? -1 : index.place(index.slotOf(ring, key));
    if (place < 0) {
      return null;
    }
    if (get(place + USED) == 0) {
      KeyIndex.set(ring, place + USED, 1);
    }
    int length = get(place + LENGTH);
    if (length == MISSING) {
      return new Known(null);
    }
    int at = place + HEADER_SIZE + get(place);
    return new Known(Bytes.wrap(Arrays.copyOfRange(ring, at, at + length)));
  }

  /// A key that was not found here was read from the store.
  void read(Bytes key, @Nullable Bytes value) {
    if (bytesMax == 0) {
      return;
    }
    int hash = spread(key.hashCode());
    int place = hash & NOTED_COUNT - 1;
    if (noted[place] != hash) {
      noted[place] = hash;
      return;
    }
    set(key, value, true);
  }

  /// Keys of one table that end in counted numbers must not share places; and 0 is nobody's hash.
  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    mixed ^= mixed >>> 16;
    return mixed == 0 ? 1 : mixed;
  }

  /// A key was written.
  void written(Store.Batch.Change change) {
    if (index.count() != 0) {
      set(change.key(), change.value(), false);
    }
  }

  private void set(Bytes key, @Nullable Bytes value, boolean comesIn) {
    int slot = index.slotOf(ring, key);
    int place = index.place(slot);
    int length = value == null ? 0 : value.length();
    if (place >= 0 && length <= get(place + ROOM)) {
      setValue(place, value);
      return;
    }
    if (place >= 0) {
      KeyIndex.set(ring, place + LENGTH, GONE);
      index.remove(slot);
    }
    if (place >= 0 || comesIn) {
      add(key, value, length);
    }
  }

  private void setValue(int place, @Nullable Bytes value) {
    KeyIndex.set(ring, place + LENGTH, value == null ? MISSING : value.length());
    if (value != null) {
      value.copyTo(ring, place + HEADER_SIZE + get(place));
    }
  }

  private void add(Bytes key, @Nullable Bytes value, int room) {
    long size = (long) HEADER_SIZE + key.length() + room;
    if (size > bytesMax / PARTS_MIN) {
      return;
    }
    int place = allocate((int) size);
    KeyIndex.set(ring, place, key.length());
    KeyIndex.set(ring, place + ROOM, room);
    KeyIndex.set(ring, place + HASH, key.hashCode());
    KeyIndex.set(ring, place + USED, 0);
    key.copyTo(ring, place + HEADER_SIZE);
    setValue(place, value);
    index.add(index.slotOf(ring, key), key.hashCode(), place);
  }

  /// Makes room for an entry at the head.
  private int allocate(int size) {
    int spared = 0;
    while (head + size > limit()) {
      if (wrap != 0) {
        spared += dropOldest(spared < SPARED_MAX) ? 0 : 1;
      } else if (tail == 0 && ring.length < bytesMax) {
        long wanted = Math.max(2L * ring.length, (long) head + size);
        ring = Arrays.copyOf(ring, (int) Math.min(bytesMax, wanted));
      } else {
        wrap = head;
        head = 0;
      }
    }
    int place = head;
    head += size;
    return place;
  }

  private int limit() {
    return wrap == 0 ? ring.length : tail;
  }

  /// Takes the oldest entry out, or to the head if it was used and that is allowed; whether it is
  /// out. Only while the ring is wrapped: what is free lies before the oldest, so there is room.
  private boolean dropOldest(boolean mayStay) {
    int place = tail;
    int size = HEADER_SIZE + get(place) + get(place + ROOM);
    boolean isThere = get(place + LENGTH) != GONE;
    boolean stays = isThere && mayStay && get(place + USED) != 0;
    if (isThere) {
      int slot = index.slotOf(get(place + HASH), place);
      if (stays) {
        index.move(slot, head);
      } else {
        index.remove(slot);
      }
    }
    if (stays) {
      KeyIndex.set(ring, place + USED, 0);
      System.arraycopy(ring, place, ring, head, size);
      head += size;
    }
    tail += size;
    if (tail == wrap) {
      tail = 0;
      wrap = 0;
    }
    return !stays;
  }

  private int get(int at) {
    return KeyIndex.get(ring, at);
  }

  /// Nothing is known any more.
  void clear() {
    index.clear();
    tail = 0;
    head = 0;
    wrap = 0;
  }
}
