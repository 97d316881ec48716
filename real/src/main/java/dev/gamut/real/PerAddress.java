package dev.gamut.real;

import java.util.HashMap;
import java.util.Map;

/// Counts connections, in all and by remote address, against two bounds.
final class PerAddress {
  private final int totalMax;
  private final int perAddressMax;
  private final Map<String, Integer> counts = new HashMap<>();
  private int total;

  PerAddress(int totalMax, int perAddressMax) {
    this.totalMax = totalMax;
    this.perAddressMax = perAddressMax;
  }

  int total() {
    return total;
  }

  /// Takes a place if there is one.
  boolean enter(String address) {
    int count = counts.getOrDefault(address, 0);
    if (total >= totalMax || count >= perAddressMax) {
      return false;
    }
    total++;
    counts.put(address, count + 1);
    return true;
  }

  void leave(String address) {
    total--;
    counts.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }
}
