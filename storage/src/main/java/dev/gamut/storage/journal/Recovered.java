package dev.gamut.storage.journal;

import dev.gamut.base.PartitionId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// An opened journal and what it holds.
public record Recovered(
    Journal journal, SortedMap<PartitionId, RecoveredGroup> groups, RecoveryReport report) {
  public Recovered {
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }
}
