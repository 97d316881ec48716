package dev.gamut.checker.linearizability;

import java.util.Arrays;

/// Sorts places by keys without boxing.
final class Order {
  private Order() {}

  /// The places of `keys` in ascending order of their keys; equal keys keep their order.
  static int[] ascending(int[] keys) {
    long[] packed = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      packed[i] = ((long) keys[i] << 32) | i;
    }
    Arrays.sort(packed);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) packed[i];
    }
    return order;
  }
}
