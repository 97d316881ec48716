package dev.gamut.base;

/// Hybrid logical time (Kulkarni et al. 2014): 48 bits of wall milliseconds and 16 of a counter, so
/// that stamps follow the wall clock closely and yet rise strictly along every chain of causes.
public record HybridTime(long value) implements Comparable<HybridTime> {
  public static final HybridTime ZERO = new HybridTime(0);
  private static final int COUNTER_BITS = 16;

  public static HybridTime ofMillis(long wallMillis) {
    return new HybridTime(wallMillis << COUNTER_BITS);
  }

  public long millis() {
    return value >>> COUNTER_BITS;
  }

  public int counter() {
    return (int) (value & 0xffff);
  }

  /// The next stamp after this one at a wall time: the wall time if that is later, else one more.
  public HybridTime next(long wallMillis) {
    long wall = wallMillis << COUNTER_BITS;
    return new HybridTime(Math.max(wall, value + 1));
  }

  @Override
  public int compareTo(HybridTime other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return millis() + "." + counter();
  }
}
