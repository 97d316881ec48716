package dev.gamut.storage;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.Bytes;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What some keys hold that are read often: a storage engine takes microseconds to find even what
/// is in its memory.
///
/// A key comes in when it is read again soon after it was read. So what passes once, an import or a
/// walk through everything, neither drives out what is in use nor leaves old garbage. When room is
/// short, those go that have not been used since they were looked at last, in a round (the second
/// chance of a FIFO queue): a list in the order of use would be written to at each reading.
final class RecentValues {
  /// Beside key and value: what an entry costs in memory.
  private static final int ENTRY_OVERHEAD = 150;

  /// A power of two.
  private static final int NOTED_COUNT = 1 << 15;

  private final long bytesMax;
  private long bytes;

  private final Map<Bytes, Known> known = new HashMap<>();
  private final ArrayDeque<Known> round = new ArrayDeque<>();

  /// Hashes of keys that were read once, each in a place that another may take.
  private final int[] noted;

  /// What a key holds.
  static final class Known {
    private final Bytes key;
    private @Nullable Bytes value;
    private boolean used;

    private Known(Bytes key) {
      this.key = key;
    }

    /// Null when it is known not to be there.
    @Nullable Bytes value() {
      return value;
    }

    private long bytes() {
      return (long) ENTRY_OVERHEAD + key.length() + (value == null ? 0 : value.length());
    }
  }

  /// @param bytesMax of keys and values, and what they cost besides; 0 for none
  RecentValues(long bytesMax) {
    require(bytesMax >= 0, "recent values of %d bytes", bytesMax);
    this.bytesMax = bytesMax;
    this.noted = new int[bytesMax == 0 ? 0 : NOTED_COUNT];
  }

  /// What is known of a key; null for nothing.
  @Nullable Known find(Bytes key) {
    Known found = known.get(key);
    if (found != null) {
      found.used = true;
    }
    return found;
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
    Known entry = known.get(key);
    if (entry == null) {
      entry = new Known(own(key));
      known.put(entry.key, entry);
      round.add(entry);
      bytes += entry.bytes();
    }
    set(entry, value);
  }

  /// A slice would keep the whole frame in memory that it is of.
  private static Bytes own(Bytes slice) {
    return slice.array().length == slice.length() ? slice : slice.copy();
  }

  /// Keys of one table that end in counted numbers must not share places; and 0 is nobody's hash.
  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    mixed ^= mixed >>> 16;
    return mixed == 0 ? 1 : mixed;
  }

  /// A key was written.
  void written(Store.Batch.Change change) {
    Known entry = known.get(change.key());
    if (entry != null) {
      set(entry, change.value());
    }
  }

  private void set(Known entry, @Nullable Bytes value) {
    bytes -= entry.bytes();
    entry.value = value == null ? null : own(value);
    bytes += entry.bytes();
    while (bytes > bytesMax) {
      Known next = round.remove();
      if (next.used) {
        next.used = false;
        round.add(next);
      } else {
        known.remove(next.key);
        bytes -= next.bytes();
      }
    }
  }

  /// Nothing is known any more.
  void clear() {
    known.clear();
    round.clear();
    bytes = 0;
  }
}
