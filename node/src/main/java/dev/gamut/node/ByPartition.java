package dev.gamut.node;

import dev.gamut.base.PartitionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What there is of each of some partitions: walked in the order of their ids, and found without a
/// walk, since every message looks its replica up, mostly in cold memory. It changes rarely.
final class ByPartition<T> {
  private final TreeMap<PartitionId, T> all = new TreeMap<>();

  /// A hash table over plain numbers, a place in [#found] each, made anew after a change; 0 where
  /// there is nothing.
  private long[] ids = new long[0];

  private final List<@Nullable T> found = new ArrayList<>();
  private boolean isCurrent;

  @Nullable T get(PartitionId partition) {
    if (!isCurrent) {
      index();
    }
    return found.get(place(partition.value() + 1));
  }

  /// @param id one more than that of the partition
  private int place(long id) {
    int mask = ids.length - 1;
    int place = Long.hashCode(id * 0x9E37_79B9_7F4A_7C15L) & mask;
    while (ids[place] != 0 && ids[place] != id) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void index() {
    ids = new long[Integer.highestOneBit(all.size() + 1) * 4];
    found.clear();
    for (int i = 0; i < ids.length; i++) {
      found.add(null);
    }
    all.forEach(
        (partition, of) -> {
          int place = place(partition.value() + 1);
          ids[place] = partition.value() + 1;
          found.set(place, of);
        });
    isCurrent = true;
  }

  void put(PartitionId partition, T of) {
    all.put(partition, of);
    isCurrent = false;
  }

  @Nullable T remove(PartitionId partition) {
    isCurrent = false;
    return all.remove(partition);
  }

  /// In the order of the partitions' ids.
  Collection<T> values() {
    return all.values();
  }
}
