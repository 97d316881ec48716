package dev.gamut.simulation.world;

import java.util.EnumMap;
import java.util.Map;

/// The counters of one world.
final class FaultCounters {
  private final long[] counts = new long[FaultKind.values().length];

  void count(FaultKind kind) {
    counts[kind.slot()]++;
  }

  void count(FaultKind kind, long times) {
    counts[kind.slot()] += times;
  }

  FaultCounters copy() {
    FaultCounters copy = new FaultCounters();
    System.arraycopy(counts, 0, copy.counts, 0, counts.length);
    return copy;
  }

  /// Adds what a disk counted itself.
  void add(SimulatedDisk disk) {
    for (FaultKind kind : FaultKind.values()) {
      counts[kind.slot()] += disk.count(kind);
    }
  }

  FaultReport report() {
    Map<FaultKind, Long> report = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      if (counts[kind.slot()] > 0) {
        report.put(kind, counts[kind.slot()]);
      }
    }
    return new FaultReport(report);
  }
}
