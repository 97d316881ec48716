package dev.gamut.node;

import dev.gamut.node.strategy.Replica;
import java.util.Collection;

/// How the leaderless replicas of a loop share the memory for keys that others lack: as long as all
/// is within the bound each has what it needs, and beyond it at least an equal share.
final class DotLogRoom {
  private final long bytesMax;
  private long bytes;
  private int users = 1;

  DotLogRoom(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Looks again what they take.
  void measure(Collection<Replica> replicas) {
    bytes = 0;
    users = 0;
    for (Replica replica : replicas) {
      long each = replica.dotLogBytes();
      bytes += each;
      users += each > 0 ? 1 : 0;
    }
  }

  /// @param own what the replica takes
  long bytesMax(long own) {
    return Math.max(bytesMax / Math.max(1, users), bytesMax - (bytes - own));
  }

  boolean isFull() {
    return bytes >= bytesMax;
  }
}
