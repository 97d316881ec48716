package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.Invariant;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Every write of a leaderless table, by key; no dot is of two of them.
final class LeaderlessWrites implements MadeWrites {
  private final ConflictPolicy conflict;
  private final TreeMap<Bytes, KeyWrites> keys = new TreeMap<>();

  /// Only looked up.
  private final Map<Dot, Bytes> places = new HashMap<>();

  private long events;
  private long checks;

  LeaderlessWrites(ConflictPolicy conflict) {
    this.conflict = conflict;
  }

  @Override
  public void made(Bytes place, Item.Sibling sibling, Frontier superseded) {
    checks++;
    Bytes first = places.putIfAbsent(sibling.dot(), place);
    Invariant.check(
        first == null || first.equals(place),
        "a dot is one write: %s was given to %s and to %s",
        sibling.dot(),
        first,
        place);
    key(place).made(sibling, superseded);
  }

  KeyWrites key(Bytes place) {
    return keys.computeIfAbsent(place, _ -> new KeyWrites(place.toString(), conflict));
  }

  SortedMap<Bytes, KeyWrites> keys() {
    return keys;
  }

  /// The number of what happens now, among what is put in order here.
  long next() {
    checks++;
    return ++events;
  }

  long checks() {
    return checks;
  }

  boolean areNone() {
    return keys.isEmpty();
  }
}
