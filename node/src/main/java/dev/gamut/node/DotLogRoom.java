package dev.gamut.node;

import dev.gamut.node.strategy.Replica;
import java.util.Collection;

/// How the leaderless replicas of a loop share the memory for keys that others lack. Homes may
/// forget: as long as all is within the bound each has what it needs, and beyond it at least an
/// equal share of what fallbacks leave. Fallbacks may not, so they must stop before homes have
/// nothing.
final class DotLogRoom {
  private final long bytesMax;
  private long bytes;
  private long keptBytes;
  private int homes;

  DotLogRoom(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Looks again what they take.
  void measure(Collection<Replica> replicas) {
    bytes = 0;
    keptBytes = 0;
    homes = 0;
    for (Replica replica : replicas) {
      Replica.DotLogUse use = replica.dotLogUse();
      bytes += use.bytes();
      keptBytes += use.kept() ? use.bytes() : 0;
      homes += use.bytes() > 0 && !use.kept() ? 1 : 0;
    }
  }

  /// @param own what the replica takes, a home
  long bytesMax(long own) {
    long share = Math.max(0, bytesMax - keptBytes) / Math.max(1, homes);
    return Math.max(share, bytesMax - (bytes - own));
  }

  /// Whether fallbacks have taken three quarters.
  boolean isFull() {
    return keptBytes >= bytesMax / 4 * 3;
  }
}
