package dev.gamut.bench;

import static dev.gamut.base.Invariant.require;

import java.time.Duration;

/// A closed loop: each logical client has one operation under way, and begins the next when it
/// ends.
///
/// @param clients logical clients, so operations in flight
/// @param keys how many keys there are, chosen from uniformly
/// @param valueSize bytes a value, at least those of a key
/// @param duration how long clients begin new operations
/// @param seed the choice of keys
public record LoadPlan(int clients, int keys, int valueSize, Duration duration, long seed) {
  public static final int KEY_SIZE = 16;

  public LoadPlan {
    require(clients > 0, "clients not positive: %d", clients);
    require(keys > 0, "keys not positive: %d", keys);
    require(valueSize >= KEY_SIZE, "value of %d bytes cannot hold its key", valueSize);
    require(duration.isPositive(), "duration not positive: %s", duration);
  }

  public LoadPlan lasting(Duration other) {
    return new LoadPlan(clients, keys, valueSize, other, seed);
  }

  public LoadPlan seeded(long other) {
    return new LoadPlan(clients, keys, valueSize, duration, other);
  }
}
