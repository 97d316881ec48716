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
///
/// While a home is away there is an entry for every write, so they lie in [DotChunk]s, packed.
public final class DotLog {
  private ArrayDeque<DotChunk> chunks = new ArrayDeque<>();
  private int count;
  private long sizeBytes;

  /// @param index of the log entry that applied it
  /// @param unsettled whether its item is to be looked at again when the dot is collectable
  void add(long index, Dot dot, Bytes place, boolean unsettled) {
    room(chunks).add(index, dot, place, unsettled);
    count++;
    sizeBytes += DotChunk.sizeOf(place.length());
  }

  private static DotChunk room(ArrayDeque<DotChunk> chunks) {
    DotChunk last = chunks.peekLast();
    if (last == null || last.isFull()) {
      last = new DotChunk();
      chunks.add(last);
    }
    return last;
  }

  /// Forgets the oldest that is more than there is room for, though others may lack it: those walk
  /// through everything instead. Returns whether a tombstone may be among it, which a sweep must
  /// find: so what is not in the store yet is not forgotten.
  ///
  /// @param needless entries of the log up to here must not be needed any more
  /// @param written entries of the log up to here are in the store
  boolean bound(long bytesMax, long needless, long written) {
    boolean unsettled = false;
    for (DotChunk first = chunks.peek();
        first != null
            && first.index(first.from()) <= written
            && (sizeBytes > bytesMax || first.index(first.from()) <= needless);
        first = chunks.peek()) {
      unsettled |= first.isUnsettled(first.from());
      count--;
      sizeBytes -= first.sizeBytes(first.from());
      first.removeFirst();
      if (first.isEmpty()) {
        chunks.remove();
      }
    }
    return unsettled;
  }

  public int count() {
    return count;
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  /// The first entry of the log that stands for a dot in here; beyond every entry for none.
  public long firstIndex() {
    DotChunk first = chunks.peek();
    return first == null ? Long.MAX_VALUE : first.index(first.from());
  }

  /// Forgets the dots that every home has seen.
  public void forget(Frontier common) {
    ArrayDeque<DotChunk> kept = new ArrayDeque<>();
    boolean open = false;
    for (DotChunk chunk : chunks) {
      int gone = chunk.countGone(common);
      if (gone == 0) {
        kept.add(chunk);
        open = false;
      } else if (gone < chunk.count()) {
        if (!open) {
          kept.add(new DotChunk());
          open = true;
        }
        keep(chunk, common, kept);
      }
    }
    chunks = kept;
    count = 0;
    sizeBytes = 0;
    for (DotChunk chunk : kept) {
      count += chunk.count();
      sizeBytes += chunk.sizeBytes();
    }
  }

  /// Packs what is left of a chunk behind the last one.
  private static void keep(DotChunk chunk, Frontier common, ArrayDeque<DotChunk> kept) {
    for (int i = chunk.from(); i < chunk.to(); i++) {
      if (!chunk.isGone(i, common)) {
        room(kept).copy(chunk, i);
      }
    }
  }

  /// The keys of which something is to be collected now that these dots are collectable; none of
  /// them is given twice.
  public List<Bytes> collect(Frontier collectable) {
    Set<Bytes> places = new LinkedHashSet<>();
    for (DotChunk chunk : chunks) {
      for (int i = chunk.from(); i < chunk.to(); i++) {
        if (chunk.isUncollected(i) && chunk.isIn(collectable, i)) {
          chunk.collecting(i);
          places.add(chunk.place(i));
        }
      }
    }
    return List.copyOf(places);
  }

  /// What was to be collected is: not before that is durable, because after a restart only what is
  /// in here is looked at again.
  void collected(Set<Bytes> places, Frontier collected) {
    for (DotChunk chunk : chunks) {
      for (int i = chunk.from(); i < chunk.to(); i++) {
        if (chunk.isUnsettled(i) && chunk.isIn(collected, i) && places.contains(chunk.place(i))) {
          chunk.settle(i);
        }
      }
    }
    forget(collected);
  }

  /// The keys of some dots, each with those of its dots, in the order of the log.
  ///
  /// @param countMax of keys
  public SequencedMap<Bytes, Frontier> find(Frontier wanted, int countMax) {
    SequencedMap<Bytes, Frontier> found = new LinkedHashMap<>();
    for (DotChunk chunk : chunks) {
      for (int i = chunk.from(); i < chunk.to(); i++) {
        if (chunk.isIn(wanted, i)) {
          Bytes place = chunk.place(i);
          Frontier dots = found.get(place);
          if (dots != null) {
            found.put(place, dots.with(chunk.dot(i)));
          } else if (found.size() < countMax) {
            found.put(place, Frontier.of(chunk.dot(i)));
          }
        }
      }
    }
    return found;
  }

  Map<Dot, Bytes> all() {
    Map<Dot, Bytes> all = new LinkedHashMap<>();
    for (DotChunk chunk : chunks) {
      for (int i = chunk.from(); i < chunk.to(); i++) {
        all.put(chunk.dot(i), chunk.place(i));
      }
    }
    return all;
  }
}
