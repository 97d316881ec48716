package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Which key each dot wrote, from when it is applied until every home has seen it: how a replica
/// finds what another has missed. It is as durable as the entries of the log that it stands for,
/// which are kept as long.
public final class DotLog {
  /// Beside the place: what an entry costs in memory.
  private static final int ENTRY_OVERHEAD = 80;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long sizeBytes;

  /// One dot.
  private static final class Entry {
    final long index;
    final Dot dot;
    final Bytes place;

    /// Whether its item has a tombstone or a context left, which go later.
    boolean unsettled;

    /// Whether a record that collects that is on its way.
    boolean collecting;

    Entry(long index, Dot dot, Bytes place, boolean unsettled) {
      this.index = index;
      this.dot = dot;
      this.place = place;
      this.unsettled = unsettled;
    }
  }

  /// @param index of the log entry that applied it
  /// @param unsettled whether its item is to be looked at again when the dot is collectable
  void add(long index, Dot dot, Bytes place, boolean unsettled) {
    entries.add(new Entry(index, dot, place, unsettled));
    sizeBytes += ENTRY_OVERHEAD + place.length();
  }

  /// Forgets the oldest that is more than there is room for, though others may lack it: those walk
  /// through everything instead. Returns whether a tombstone may be among it, which a sweep must
  /// find: so what is not in the store yet is not forgotten.
  ///
  /// @param needless entries of the log up to here must not be needed any more
  /// @param written entries of the log up to here are in the store
  boolean bound(long bytesMax, long needless, long written) {
    boolean unsettled = false;
    for (Entry first = entries.peek();
        first != null
            && first.index <= written
            && (sizeBytes > bytesMax || first.index <= needless);
        first = entries.peek()) {
      entries.remove();
      sizeBytes -= ENTRY_OVERHEAD + first.place.length();
      unsettled |= first.unsettled;
    }
    return unsettled;
  }

  public int count() {
    return entries.size();
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  /// The first entry of the log that stands for a dot in here; beyond every entry for none.
  public long firstIndex() {
    Entry first = entries.peek();
    return first == null ? Long.MAX_VALUE : first.index;
  }

  /// Forgets the dots that every home has seen.
  public void forget(Frontier common) {
    entries.removeIf(
        entry -> {
          boolean gone = !entry.unsettled && common.covers(entry.dot);
          sizeBytes -= gone ? ENTRY_OVERHEAD + entry.place.length() : 0;
          return gone;
        });
  }

  /// The keys of which something is to be collected now that these dots are collectable; none of
  /// them is given twice.
  public List<Bytes> collect(Frontier collectable) {
    Set<Bytes> places = new LinkedHashSet<>();
    for (Entry entry : entries) {
      if (entry.unsettled && !entry.collecting && collectable.covers(entry.dot)) {
        entry.collecting = true;
        places.add(entry.place);
      }
    }
    return List.copyOf(places);
  }

  /// What was to be collected is: not before that is durable, because after a restart only what is
  /// in here is looked at again.
  void collected(Set<Bytes> places, Frontier collected) {
    for (Entry entry : entries) {
      entry.unsettled &= !(collected.covers(entry.dot) && places.contains(entry.place));
    }
    forget(collected);
  }

  /// The keys of some dots, each with those of its dots, in the order of the log.
  ///
  /// @param countMax of keys
  public SequencedMap<Bytes, Frontier> find(Frontier wanted, int countMax) {
    SequencedMap<Bytes, Frontier> found = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (wanted.covers(entry.dot)) {
        Frontier dots = found.get(entry.place);
        if (dots != null) {
          found.put(entry.place, dots.with(entry.dot));
        } else if (found.size() < countMax) {
          found.put(entry.place, Frontier.of(entry.dot));
        }
      }
    }
    return found;
  }

  Map<Dot, Bytes> all() {
    Map<Dot, Bytes> all = new LinkedHashMap<>();
    entries.forEach(entry -> all.put(entry.dot, entry.place));
    return all;
  }
}
