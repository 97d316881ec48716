package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;

/// How fresh this replica's applied state is known to be. A leader learns it from a confirmed
/// round: it led when the round began, so what had been acknowledged by then is at or below its
/// commit index of that moment. Followers are told, and believe it once they have applied that
/// index.
///
/// It is a statement about the leader's clock, good for bounded staleness. It is not a promise
/// about the stamps of later entries: another leader's clock may be behind.
final class ClosedTime {
  private HybridTime time = HybridTime.ZERO;
  private HybridTime pendingTime = HybridTime.ZERO;
  private long pendingIndex = -1;

  HybridTime time() {
    return time;
  }

  /// Takes note of a pair. One that waits to be applied is not replaced by a later one, or a
  /// replica that is always a little behind would never get anywhere.
  void learn(HybridTime newTime, long index, long applied) {
    if (applied >= index) {
      time = later(time, newTime);
    } else if (pendingIndex < 0 && newTime.compareTo(time) > 0) {
      pendingTime = newTime;
      pendingIndex = index;
    }
  }

  void applied(long index) {
    if (pendingIndex >= 0 && index >= pendingIndex) {
      time = later(time, pendingTime);
      pendingIndex = -1;
    }
  }

  /// The state here was thrown away.
  void reset() {
    time = HybridTime.ZERO;
    pendingTime = HybridTime.ZERO;
    pendingIndex = -1;
  }

  private static HybridTime later(HybridTime first, HybridTime second) {
    return first.compareTo(second) >= 0 ? first : second;
  }
}
