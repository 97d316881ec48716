package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.model.Item;
import dev.gamut.model.Token;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Hashes of all values that a replica holds, by which it is compared with another: of each bucket
/// the exclusive or of its keys' hashes, and of each group of buckets a hash of those.
///
/// It is kept up with every item that is replaced, and built from what the store holds: at the
/// start of the replica, and again now and then, so that a disk that changed what it was given is
/// noticed. A build reads pages in the order of the places while writes go on. What is written
/// below its place is counted at once, what is written above comes with its page; of what is
/// written while a page is on its way, which may show it or not, the page is not asked.
public final class HashTree {
  private final Buckets buckets;
  private Hashes built = new Hashes();
  private boolean isBuilt;

  /// What is being built; null between two builds.
  private @Nullable Hashes building;

  /// Places below this are in what is being built.
  private Bytes reached = Bytes.EMPTY;

  /// Written since a page was asked for, at the places where it begins and beyond; null when none
  /// is on its way.
  private @Nullable Map<Bytes, Long> late;

  /// Replaced in a batch that is not in the store yet, in this order.
  private final List<Change> changes = new ArrayList<>();

  private record Change(Bytes place, long before, long after) {}

  /// An item as the store holds it.
  public record Held(Bytes place, Item item) {}

  private static final class Hashes {
    final long[] of = new long[Buckets.COUNT];
    long keys;

    void replace(int bucket, long before, long after) {
      of[bucket] ^= before ^ after;
      keys += (after == 0 ? 0 : 1) - (before == 0 ? 0 : 1);
    }
  }

  public HashTree(Buckets buckets) {
    this.buckets = buckets;
  }

  public Buckets buckets() {
    return buckets;
  }

  /// An item is replaced, in a batch on its way to the store.
  public void replace(Bytes place, Item before, Item after) {
    long at = Token.of(place);
    changes.add(new Change(place, ItemHashes.of(at, before), ItemHashes.of(at, after)));
  }

  /// What was replaced so far is in the store.
  public void written() {
    changes.forEach(this::written);
    changes.clear();
  }

  private void written(Change change) {
    Bytes place = change.place();
    int bucket = buckets.of(place);
    if (isBuilt) {
      built.replace(bucket, change.before(), change.after());
    }
    if (building != null && place.compareTo(reached) < 0) {
      building.replace(bucket, change.before(), change.after());
    } else if (late != null) {
      late.put(place, change.after());
    }
  }

  /// Begins to build it anew.
  public void rebuild() {
    building = new Hashes();
    reached = Bytes.EMPTY;
    late = null;
  }

  public boolean isBuilding() {
    return building != null;
  }

  /// Where the next page of the store is to be read from, as the caller does now.
  public Bytes ask() {
    Invariant.check(building != null && late == null, "nothing to ask%s", "");
    late = new HashMap<>();
    return reached;
  }

  /// The page that was asked for.
  ///
  /// @param next where there is more; null at the end
  public void took(List<Held> page, @Nullable Bytes next) {
    Hashes into = building;
    Map<Bytes, Long> newer = late;
    if (into == null || newer == null) {
      throw new IllegalStateException("a page that nobody asked for");
    }
    late = null;
    for (Held held : page) {
      Long written = newer.remove(held.place());
      long hash = written != null ? written : ItemHashes.of(held.place(), held.item());
      into.replace(buckets.of(held.place()), 0, hash);
    }
    newer.forEach(
        (place, hash) -> {
          if (next == null || place.compareTo(next) < 0) {
            into.replace(buckets.of(place), 0, hash);
          }
        });
    if (next == null) {
      built = into;
      isBuilt = true;
      building = null;
    } else {
      reached = next;
    }
  }

  /// Whether it can be compared.
  public boolean isBuilt() {
    return isBuilt;
  }

  /// How many keys have a value.
  public long keys() {
    return built.keys;
  }

  long hash(int bucket) {
    return built.of[bucket];
  }

  /// A hash of each group of buckets.
  List<Long> groups() {
    List<Long> groups = new ArrayList<>(Buckets.GROUP_COUNT);
    for (int group = 0; group < Buckets.GROUP_COUNT; group++) {
      long hash = 0;
      for (int i = 0; i < Buckets.GROUP_SIZE; i++) {
        hash = ItemHashes.mix(hash, hash(group * Buckets.GROUP_SIZE + i));
      }
      groups.add(ItemHashes.end(hash));
    }
    return groups;
  }

  /// The buckets of the groups that differ from another's, by group.
  ///
  /// @param theirs a hash of each group
  SortedMap<Integer, List<Long>> differing(List<Long> theirs) {
    SortedMap<Integer, List<Long>> differing = new TreeMap<>();
    List<Long> mine = groups();
    for (int group = 0; group < Buckets.GROUP_COUNT; group++) {
      if (!mine.get(group).equals(theirs.get(group))) {
        differing.put(group, group(group));
      }
    }
    return differing;
  }

  /// The buckets that differ from another's.
  ///
  /// @param theirs of the groups that differed
  BitSet differingBuckets(Map<Integer, List<Long>> theirs) {
    BitSet differing = new BitSet(Buckets.COUNT);
    theirs.forEach(
        (group, hashes) -> {
          for (int i = 0; i < Buckets.GROUP_SIZE; i++) {
            int bucket = group * Buckets.GROUP_SIZE + i;
            differing.set(bucket, hash(bucket) != hashes.get(i));
          }
        });
    return differing;
  }

  private List<Long> group(int group) {
    List<Long> hashes = new ArrayList<>(Buckets.GROUP_SIZE);
    for (int i = 0; i < Buckets.GROUP_SIZE; i++) {
      hashes.add(hash(group * Buckets.GROUP_SIZE + i));
    }
    return hashes;
  }
}
