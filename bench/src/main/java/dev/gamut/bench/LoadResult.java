package dev.gamut.bench;

import java.util.Optional;

/// What a load saw.
///
/// @param operations completed and right, within the time
/// @param failures answered wrongly or not at all
/// @param seconds of the load
/// @param p50Micros half of the operations took at most this
/// @param p99Micros 99 of 100 operations took at most this
/// @param maxMicros the longest took this
/// @param firstFailure what the first failure said
public record LoadResult(
    long operations,
    long failures,
    double seconds,
    double p50Micros,
    double p99Micros,
    double maxMicros,
    Optional<String> firstFailure) {
  public double perSecond() {
    return operations / seconds;
  }
}
