package dev.gamut.server.metrics;

import dev.gamut.base.DurationCounts;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One scrape's metrics while they are put together: families by their names, each with a help text
/// and a series for every set of labels. Labels are names and values in turn.
final class Families {
  private static final double NANOS_A_SECOND = 1e9;

  private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
  private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
  private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();

  /// Something that only rises while the process lives.
  ///
  /// @param name without the `_total` that it gets
  void counter(String name, String help, long value, String... labels) {
    counters
        .computeIfAbsent(name, _ -> CounterSnapshot.builder().name(name).help(help))
        .dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .value((double) value)
                .labels(Labels.of(labels))
                .build());
  }

  void gauge(String name, String help, long value, String... labels) {
    fraction(name, help, (double) value, labels);
  }

  /// A gauge that is no whole number.
  void fraction(String name, String help, double value, String... labels) {
    gauges
        .computeIfAbsent(name, _ -> GaugeSnapshot.builder().name(name).help(help))
        .dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value(value)
                .labels(Labels.of(labels))
                .build());
  }

  /// One of several states: 1 for the one that holds, 0 for every other.
  <E extends Enum<E>> void state(String name, String help, E current, E[] all) {
    for (E each : all) {
      gauge(name, help, each == current ? 1 : 0, "state", Words.of(each));
    }
  }

  void durations(String name, String help, DurationCounts durations, String... labels) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < DurationCounts.bucketCount(); i++) {
      long bound = DurationCounts.boundNanos(i);
      buckets.bucket(
          bound == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bound / NANOS_A_SECOND,
          durations.count(i));
    }
    histograms
        .computeIfAbsent(name, _ -> HistogramSnapshot.builder().name(name).help(help))
        .dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum(durations.sumNanos() / NANOS_A_SECOND)
                .labels(Labels.of(labels))
                .build());
  }

  List<MetricSnapshot> snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    counters.values().forEach(builder -> all.add(builder.build()));
    gauges.values().forEach(builder -> all.add(builder.build()));
    histograms.values().forEach(builder -> all.add(builder.build()));
    return all;
  }
}
