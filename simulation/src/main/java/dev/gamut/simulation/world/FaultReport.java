package dev.gamut.simulation.world;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How often each fault really happened.
public record FaultReport(Map<FaultKind, Long> counts) {
  public FaultReport {
    EnumMap<FaultKind, Long> copy = new EnumMap<>(FaultKind.class);
    copy.putAll(counts);
    counts = Collections.unmodifiableMap(copy);
  }

  public long count(FaultKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /// The kinds that a mix names and that never happened: of those, a run has proved nothing.
  public List<FaultKind> silent(FaultMix mix) {
    return mix.rates().keySet().stream().filter(kind -> count(kind) == 0).toList();
  }

  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public String toString() {
    return counts.isEmpty()
        ? "no faults"
        : counts.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
  }
}
