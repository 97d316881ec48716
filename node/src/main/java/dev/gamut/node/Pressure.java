package dev.gamut.node;

import dev.gamut.base.PartitionId;
import dev.gamut.storage.journal.Pin;
import java.util.Map;
import java.util.TreeMap;

/// What replicas must let go of for want of room: at the cost of which partitions the journal asks
/// for some, and what keys that others lack take of the memory. The journal asks once: that stands
/// until the partition's log begins behind what it asked for, which may take the store another
/// flush.
final class Pressure {
  private final Map<PartitionId, Long> lasts = new TreeMap<>();
  private final DotLogRoom dotLogs;

  Pressure(long dotLogBytes) {
    dotLogs = new DotLogRoom(dotLogBytes);
  }

  DotLogRoom dotLogs() {
    return dotLogs;
  }

  void add(Pin pin) {
    lasts.merge(pin.group(), pin.last(), Math::max);
  }

  boolean isOn(PartitionId partition) {
    return lasts.containsKey(partition);
  }

  boolean isEmpty() {
    return lasts.isEmpty();
  }

  int count() {
    return lasts.size();
  }

  /// A partition's log begins here from now on.
  void logBegins(PartitionId partition, long firstIndex) {
    Long last = lasts.get(partition);
    if (last != null && last < firstIndex) {
      lasts.remove(partition);
    }
  }
}
