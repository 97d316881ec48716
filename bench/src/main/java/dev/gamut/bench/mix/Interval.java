package dev.gamut.bench.mix;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What ended within about a second of a mixed load, of all kinds of operations together.
///
/// @param from seconds since the load began, as `until`
/// @param count operations that succeeded
/// @param p50Millis half of them took at most this
/// @param p99Millis 99 of 100 took at most this
/// @param maxMillis the longest took this
/// @param errors operations that did not succeed
public record Interval(
    double from,
    double until,
    long count,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    long errors) {
  static final String HEADING =
      "%8s %11s %10s %9s %9s %9s %9s"
          .formatted("until s", "operations", "a second", "p50", "p99", "longest", "errors");

  static Interval of(double from, double until, Histogram nanos, long errors) {
    return new Interval(
        from,
        until,
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        nanos.getMaxValue() / 1e6,
        errors);
  }

  double perSecond() {
    return count / (until - from);
  }

  Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from", rounded(from));
    fields.put("until", rounded(until));
    fields.put("count", count);
    fields.put("perSecond", (double) Math.round(perSecond()));
    fields.put("p50Millis", rounded(p50Millis));
    fields.put("p99Millis", rounded(p99Millis));
    fields.put("maxMillis", rounded(maxMillis));
    fields.put("errors", errors);
    return fields;
  }

  private static double rounded(double value) {
    return Math.round(value * 1e3) / 1e3;
  }

  String toText() {
    return String.format(
        Locale.ROOT,
        "%8.1f %,11d %,10.0f %9.2f %9.2f %9.2f %,9d",
        until,
        count,
        perSecond(),
        p50Millis,
        p99Millis,
        maxMillis,
        errors);
  }
}
