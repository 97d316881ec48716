package dev.gamut.bench.peer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The medians of one system's rounds at one work.
///
/// @param perSecond right answers a second
/// @param lowest and `highest`: the slowest and the fastest round
/// @param failures answers that were wrong or missing, in all rounds
public record Measured(
    double perSecond,
    double lowest,
    double highest,
    double p50Millis,
    double p99Millis,
    double clientCpuMicros,
    double serverCpuMicros,
    long failures,
    Optional<String> firstFailure) {
  static Measured of(List<Round> rounds) {
    return new Measured(
        Round.median(rounds, round -> round.load().perSecond()),
        rounds.stream().mapToDouble(round -> round.load().perSecond()).min().orElseThrow(),
        rounds.stream().mapToDouble(round -> round.load().perSecond()).max().orElseThrow(),
        Round.median(rounds, round -> round.load().p50Micros()) / 1e3,
        Round.median(rounds, round -> round.load().p99Micros()) / 1e3,
        Round.median(rounds, Round::clientCpuMicros),
        Round.median(rounds, Round::serverCpuMicros),
        rounds.stream().mapToLong(round -> round.load().failures()).sum(),
        rounds.stream().flatMap(round -> round.load().firstFailure().stream()).findFirst());
  }

  Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("perSecond", rounded(perSecond, 1));
    fields.put("lowest", rounded(lowest, 1));
    fields.put("highest", rounded(highest, 1));
    fields.put("p50Millis", rounded(p50Millis, 1000));
    fields.put("p99Millis", rounded(p99Millis, 1000));
    fields.put("clientCpuMicros", rounded(clientCpuMicros, 10));
    fields.put("serverCpuMicros", rounded(serverCpuMicros, 10));
    fields.put("failures", failures);
    firstFailure.ifPresent(text -> fields.put("firstFailure", text));
    return fields;
  }

  static double rounded(double value, double parts) {
    return Math.round(value * parts) / parts;
  }
}
