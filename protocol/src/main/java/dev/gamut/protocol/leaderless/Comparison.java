package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One comparison of this home with another, while it is under way.
final class Comparison {
  final NodeId peer;

  /// Those that were not equal in any look.
  final BitSet buckets = new BitSet(Buckets.COUNT);

  int looks;

  /// The question under way; 0 for none.
  long asked;

  /// What the other holds of the page under way.
  @Nullable KeyPage theirs;

  /// Where the next page begins.
  private Bytes from = Bytes.EMPTY;

  /// Whether all pages were held against each other.
  boolean isListed;

  final ArrayDeque<Suspect> suspects = new ArrayDeque<>();
  int confirmLooks;
  final Set<Bytes> differing = new TreeSet<>();

  /// A key of which this home holds something that the other should hold and does not.
  ///
  /// @param mine the values in question, as this home held them
  /// @param theirs what the other held
  /// @param until what this home must have seen to know
  record Suspect(Bytes place, List<KeyHashes.Live> mine, List<Dot> theirs, Frontier until) {
    /// Those that are there still.
    List<Dot> stillThere(Item item) {
      KeyHashes now = KeyHashes.of(place, item);
      List<Dot> still = new ArrayList<>(mine.size());
      for (KeyHashes.Live each : mine) {
        if (now != null && each.equals(now.of(each.dot()))) {
          still.add(each.dot());
        }
      }
      return still;
    }
  }

  Comparison(NodeId peer) {
    this.peer = peer;
    buckets.set(0, Buckets.COUNT);
  }

  KeyQuery query(int bytesMax) {
    return new KeyQuery(buckets.stream().boxed().toList(), from, bytesMax);
  }

  /// Holds what both have against each other, as far as both have read. Returns whether that was
  /// the end.
  boolean hold(KeyPage mine) {
    KeyPage others = theirs;
    if (others == null) {
      throw new IllegalStateException("nothing to hold against");
    }
    theirs = null;
    Bytes end = earlier(mine.next(), others.next());
    Map<Bytes, KeyHashes> there = new HashMap<>();
    others.keys().forEach(key -> there.put(key.place(), key));
    for (KeyHashes key : mine.keys()) {
      if (end == null || key.place().compareTo(end) < 0) {
        hold(key, there.get(key.place()), others);
      }
    }
    from = end == null ? from : end;
    return end == null;
  }

  private static @Nullable Bytes earlier(@Nullable Bytes one, @Nullable Bytes other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) < 0 ? one : other;
  }

  private void hold(KeyHashes key, @Nullable KeyHashes other, KeyPage page) {
    List<KeyHashes.Live> mine = new ArrayList<>();
    for (KeyHashes.Live each : key.live()) {
      KeyHashes.Live same = other == null ? null : other.of(each.dot());
      boolean dropped = same == null && page.before().covers(each.dot());
      boolean changed = same != null && same.hash() != each.hash();
      if (dropped || changed) {
        mine.add(each);
      }
    }
    if (!mine.isEmpty()) {
      List<Dot> dots = other == null ? List.of() : other.dots();
      suspects.add(new Suspect(key.place(), mine, dots, page.after()));
    }
  }
}
