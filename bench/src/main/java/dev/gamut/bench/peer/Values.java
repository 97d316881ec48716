package dev.gamut.bench.peer;

import dev.gamut.bench.LoadPlan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The keys and values of a load. A value begins with its key, so that a read can be checked, and
/// goes on with bytes that do not compress.
final class Values {
  private final byte[][] keys;
  private final byte[] noise;
  private final int size;

  Values(LoadPlan plan) {
    keys = new byte[plan.keys()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "key%013d".formatted(i).getBytes(StandardCharsets.US_ASCII);
    }
    size = plan.valueSize();
    noise = new byte[1 << 16];
    new SplittableRandom(plan.seed()).nextBytes(noise);
  }

  byte[] key(int index) {
    return keys[index];
  }

  /// A value for this key, different each nanosecond or so.
  byte[] next(int index) {
    byte[] value = new byte[size];
    System.arraycopy(keys[index], 0, value, 0, LoadPlan.KEY_SIZE);
    int length = size - LoadPlan.KEY_SIZE;
    int from = (int) Math.floorMod(System.nanoTime(), (long) Math.max(1, noise.length - length));
    System.arraycopy(noise, from, value, LoadPlan.KEY_SIZE, Math.min(length, noise.length - from));
    return value;
  }

  boolean fits(int index, byte @Nullable [] value) {
    return value != null
        && value.length == size
        && Arrays.equals(value, 0, LoadPlan.KEY_SIZE, keys[index], 0, LoadPlan.KEY_SIZE);
  }
}
