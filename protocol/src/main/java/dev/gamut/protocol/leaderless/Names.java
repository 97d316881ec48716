package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import org.jspecify.annotations.Nullable;

/// The names of the writes that came to this replica of late, so that one that is sent again can be
/// known although its value is superseded. In memory, and bounded: whoever asks for a write that
/// may be older than the memory is told so.
///
/// A ring of entries, oldest first, each in the chain of its bucket.
final class Names {
  private static final int FIRST_CAPACITY = 256;
  private static final int FIELDS = 6;

  /// The client of an entry that is none any more.
  private static final long FORGOTTEN = 0;

  /// Names of a partition: 1.8 MiB.
  static final int CAPACITY_MAX = 32_768;

  /// As long as a name is younger, more room is taken for others.
  static final long KEPT_NANOS = 30_000_000_000L;

  private final int capacityMax;
  private final long keptNanos;

  /// Client, sequence, and of its version time, origin and sequence; when it came.
  private long[] entries = new long[0];

  private int[] places = new int[0];

  /// The entry behind in the same bucket, plus one.
  private int[] behind = new int[0];

  private int[] buckets = new int[0];
  private int capacity;
  private long count;
  private long completeSinceNanos;

  /// @param capacityMax names at most
  /// @param keptNanos as long as the oldest is younger, more room is taken
  Names(int capacityMax, long keptNanos) {
    this.capacityMax = capacityMax;
    this.keptNanos = keptNanos;
  }

  /// Nothing is known of what came before.
  ///
  /// @param sinceNanos [Long#MIN_VALUE] when nothing can have come
  void begin(long sinceNanos) {
    completeSinceNanos = sinceNanos;
  }

  /// Whether a write is so young that it may be sent again; a walk brings many that are not.
  boolean isRecent(Version version, Now now) {
    return now.wallMillis() - version.time().millis() < keptNanos / 1_000_000;
  }

  void note(WriteName name, Bytes place, Version version, Now now) {
    if (name.isNone()) {
      return;
    }
    long nowNanos = now.monotonicNanos();
    if (count >= capacity) {
      makeRoom(nowNanos);
    }
    int at = (int) (count & capacity - 1);
    if (count >= capacity) {
      if (entries[at * FIELDS] != FORGOTTEN) {
        unlink(at);
      }
      completeSinceNanos = entries[at * FIELDS + 5] + 1;
    }
    int from = at * FIELDS;
    entries[from] = name.client();
    entries[from + 1] = name.sequence();
    entries[from + 2] = version.time().value();
    entries[from + 3] = version.dot().origin();
    entries[from + 4] = version.dot().sequence();
    entries[from + 5] = nowNanos;
    places[at] = place.hashCode();
    link(at);
    count++;
  }

  /// The latest dot that the operation was given in a place; null if it is not remembered.
  @Nullable Version find(WriteName name, Bytes place) {
    int at = indexOf(name, place);
    return at < 0 ? null : versionAt(at);
  }

  /// A write that was noted came to nothing.
  void forget(WriteName name, Bytes place) {
    int at = indexOf(name, place);
    if (at >= 0) {
      unlink(at);
      entries[at * FIELDS] = FORGOTTEN;
    }
  }

  private Version versionAt(int at) {
    int from = at * FIELDS;
    return new Version(
        new HybridTime(entries[from + 2]), new Dot(entries[from + 3], entries[from + 4]));
  }

  private int indexOf(WriteName name, Bytes place) {
    if (capacity == 0 || name.isNone()) {
      return -1;
    }
    int hash = place.hashCode();
    int at = buckets[bucket(name.client(), name.sequence())] - 1;
    while (at >= 0
        && !(entries[at * FIELDS] == name.client()
            && entries[at * FIELDS + 1] == name.sequence()
            && places[at] == hash)) {
      at = behind[at] - 1;
    }
    return at;
  }

  /// Whether every write that came after a moment is remembered.
  boolean isCompleteSince(long nanos) {
    return completeSinceNanos <= nanos;
  }

  private void makeRoom(long nowNanos) {
    boolean full = capacity >= capacityMax;
    boolean old = capacity > 0 && nowNanos - entries[first() * FIELDS + 5] >= keptNanos;
    if (full || old) {
      return;
    }
    int before = capacity;
    long[] oldEntries = entries;
    int[] oldPlaces = places;
    int first = before == 0 ? 0 : first();
    capacity = before == 0 ? Math.min(FIRST_CAPACITY, capacityMax) : 2 * before;
    entries = new long[capacity * FIELDS];
    places = new int[capacity];
    behind = new int[capacity];
    buckets = new int[2 * capacity];
    for (int i = 0; i < before; i++) {
      int at = first + i & before - 1;
      System.arraycopy(oldEntries, at * FIELDS, entries, i * FIELDS, FIELDS);
      places[i] = oldPlaces[at];
      if (entries[i * FIELDS] != FORGOTTEN) {
        link(i);
      }
    }
    count = before;
  }

  /// The oldest of a full ring.
  private int first() {
    return (int) (count & capacity - 1);
  }

  private int bucket(long client, long sequence) {
    long mixed = (client * 0x9e3779b97f4a7c15L ^ sequence) * 0xbf58476d1ce4e5b9L;
    return (int) (mixed >>> 40) & buckets.length - 1;
  }

  private int bucketOf(int at) {
    return bucket(entries[at * FIELDS], entries[at * FIELDS + 1]);
  }

  private void link(int at) {
    int bucket = bucketOf(at);
    behind[at] = buckets[bucket];
    buckets[bucket] = at + 1;
  }

  private void unlink(int at) {
    int bucket = bucketOf(at);
    if (buckets[bucket] == at + 1) {
      buckets[bucket] = behind[at];
      return;
    }
    int before = buckets[bucket] - 1;
    while (behind[before] != at + 1) {
      before = behind[before] - 1;
    }
    behind[before] = behind[at];
  }
}
