package dev.gamut.bench.mix;

import static dev.gamut.base.Invariant.require;

import java.time.Duration;

/// A closed loop of mixed operations: each logical client has one under way.
///
/// @param clients logical clients, so operations in flight
/// @param keys how many keys there are, chosen from uniformly
/// @param duration how long clients begin new operations
/// @param seed the choice of keys and kinds
public record MixPlan(int clients, Mix mix, int keys, Duration duration, long seed) {
  static final int CLIENTS_MAX = 100_000;

  public MixPlan {
    require(
        clients >= 1 && clients <= CLIENTS_MAX, "%s clients: 1 to %s can be", clients, CLIENTS_MAX);
    require(keys >= 1, "%s keys: at least 1", keys);
    require(
        duration.isPositive() && duration.compareTo(Duration.ofDays(1)) <= 0,
        "%s s: above 0, and at most a day",
        duration.toMillis() / 1e3);
  }
}
