package dev.gamut.base;

/// Where randomness comes from: the operating system's in a server, a seed in the simulator. Not
/// for two threads.
public interface Entropy {
  long nextLong();

  /// Uniform in [0, bound).
  default long below(long bound) {
    Invariant.require(bound > 0, "bound not positive: %d", bound);
    return Math.floorMod(nextLong() >>> 1, bound);
  }

  default int below(int bound) {
    return (int) below((long) bound);
  }

  /// Uniform in [from, to], both ends included.
  default long between(long from, long to) {
    return from + below(to - from + 1);
  }

  default boolean chance(double probability) {
    return (nextLong() >>> 11) * 0x1.0p-53 < probability;
  }

  /// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers on every JVM.
  static Entropy seeded(long seed) {
    return new Entropy() {
      private long state = seed;

      @Override
      public long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
      }
    };
  }
}
