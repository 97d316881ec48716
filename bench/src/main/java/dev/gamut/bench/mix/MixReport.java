package dev.gamut.bench.mix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What a mixed load saw.
///
/// @param seconds that it lasted
/// @param rows of each kind of operation, and of all
/// @param errors operations that did not succeed, by what they met
/// @param timeline second by second, the last one as long as it took
public record MixReport(
    MixPlan plan,
    double seconds,
    List<Row> rows,
    Map<String, Long> errors,
    List<Interval> timeline) {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9};

  /// Operations of one kind that succeeded within the time.
  ///
  /// @param micros at 50, 90, 99 and 99.9 percent, and the longest
  public record Row(String operation, long count, double perSecond, List<Double> micros) {
    static Row of(String operation, double seconds, Histogram nanos) {
      List<Double> micros = new java.util.ArrayList<>();
      for (double percentile : PERCENTILES) {
        micros.add(nanos.getValueAtPercentile(percentile) / 1e3);
      }
      micros.add(nanos.getMaxValue() / 1e3);
      long count = nanos.getTotalCount();
      return new Row(operation, count, count / seconds, List.copyOf(micros));
    }

    Map<String, Object> toMap() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("operation", operation);
      fields.put("count", count);
      fields.put("perSecond", (double) Math.round(perSecond));
      List<String> names =
          List.of("p50Millis", "p90Millis", "p99Millis", "p999Millis", "maxMillis");
      for (int i = 0; i < names.size(); i++) {
        fields.put(names.get(i), Math.round(micros.get(i)) / 1e3);
      }
      return fields;
    }

    String toText() {
      StringBuilder text =
          new StringBuilder(
              String.format(Locale.ROOT, "%-8s %,11d %,10.0f", operation, count, perSecond));
      for (double value : micros) {
        text.append(String.format(Locale.ROOT, " %9.2f", value / 1e3));
      }
      return text.toString();
    }
  }

  public MixReport {
    timeline = List.copyOf(timeline);
  }

  public long failures() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  public Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("clients", plan.clients());
    fields.put("mix", plan.mix().toString());
    fields.put("keys", plan.keys());
    fields.put("seconds", Math.round(seconds * 1e3) / 1e3);
    fields.put("rows", rows.stream().map(Row::toMap).toList());
    fields.put("errors", errors);
    return fields;
  }

  /// The timeline for programs.
  public List<Map<String, Object>> timelineToMaps() {
    return timeline.stream().map(Interval::toMap).toList();
  }

  /// The timeline for people, a line for each interval below a heading.
  public String timelineToText() {
    StringBuilder text = new StringBuilder(Interval.HEADING).append(System.lineSeparator());
    timeline.forEach(one -> text.append(one.toText()).append(System.lineSeparator()));
    return text.toString();
  }

  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d clients in a closed loop for %.1f s, %s of %,d keys; times in milliseconds%n",
            plan.clients(),
            seconds,
            plan.mix(),
            plan.keys()));
    text.append(
        String.format(
            Locale.ROOT,
            "%-8s %11s %10s %9s %9s %9s %9s %9s%n",
            "",
            "operations",
            "a second",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "longest"));
    rows.forEach(row -> text.append(row.toText()).append(System.lineSeparator()));
    if (errors.isEmpty()) {
      text.append("no errors");
    } else {
      errors.forEach((kind, count) -> text.append("%,d errors: %s%n".formatted(count, kind)));
    }
    return text.toString().stripTrailing();
  }
}
