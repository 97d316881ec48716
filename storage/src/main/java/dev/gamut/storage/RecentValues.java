package dev.gamut.storage;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.Bytes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// What some keys hold that are read often: a storage engine takes microseconds to find even what
/// is in its memory.
///
/// A key comes in when it is read again soon after it was read. So what passes once, an import or a
/// walk through everything, neither drives out what is in use nor leaves old garbage.
final class RecentValues {
  /// Beside key and value: what an entry costs in memory.
  private static final int ENTRY_OVERHEAD = 120;

  /// A power of two.
  private static final int NOTED_COUNT = 1 << 15;

  private final long bytesMax;
  private long bytes;

  /// The last change of each key, from the one used longest ago to the latest.
  private final LinkedHashMap<Bytes, Store.Batch.Change> changes =
      new LinkedHashMap<>(16, 0.75f, true);

  /// Hashes of keys that were read once, each in a place that another may take.
  private final int[] noted;

  /// @param bytesMax of keys and values, and what they cost besides; 0 for none
  RecentValues(long bytesMax) {
    require(bytesMax >= 0, "recent values of %d bytes", bytesMax);
    this.bytesMax = bytesMax;
    this.noted = new int[bytesMax == 0 ? 0 : NOTED_COUNT];
  }

  /// What is known of a key: null for nothing, a change without a value when it is known not to be
  /// there.
  Store.Batch.@Nullable Change find(Bytes key) {
    return changes.get(key);
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
    put(new Store.Batch.Change(own(key), value == null ? null : own(value), null));
  }

  /// A slice would keep the whole frame in memory that it is of.
  private static Bytes own(Bytes slice) {
    return slice.array().length == slice.length() ? slice : Bytes.wrap(slice.toByteArray());
  }

  /// Keys of one table that end in counted numbers must not share places; and 0 is nobody's hash.
  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    mixed ^= mixed >>> 16;
    return mixed == 0 ? 1 : mixed;
  }

  /// A key was written.
  void written(Store.Batch.Change change) {
    Store.Batch.Change known = changes.get(change.key());
    if (known != null) {
      Bytes value = change.value();
      put(new Store.Batch.Change(known.key(), value == null ? null : own(value), null));
    }
  }

  private void put(Store.Batch.Change change) {
    Store.Batch.Change before = changes.put(change.key(), change);
    bytes += sizeOf(change) - (before == null ? 0 : sizeOf(before));
    Iterator<Store.Batch.Change> eldest = changes.values().iterator();
    while (bytes > bytesMax) {
      bytes -= sizeOf(eldest.next());
      eldest.remove();
    }
  }

  private static long sizeOf(Store.Batch.Change change) {
    Bytes value = change.value();
    return (long) ENTRY_OVERHEAD + change.key().length() + (value == null ? 0 : value.length());
  }

  /// Nothing is known any more.
  void clear() {
    changes.clear();
    bytes = 0;
  }
}
