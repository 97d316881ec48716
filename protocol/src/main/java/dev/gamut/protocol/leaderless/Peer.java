package dev.gamut.protocol.leaderless;

import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;

/// What a replica knows of another of its partition, and what it told it.
final class Peer {
  private static final long NEVER = Long.MIN_VALUE;

  final boolean home;

  /// What it has told; grows only.
  private Frontier seen = Frontier.EMPTY;

  /// What it told first.
  private Frontier first = Frontier.EMPTY;

  private long heardNanos = NEVER;

  /// What it had when this replica began to lack something of it; empty when it does not.
  private Frontier lacked = Frontier.EMPTY;

  private long lackedSinceNanos;

  /// Whether it does not know any more which keys that are.
  private boolean forgotten;

  /// What this replica had when the peer began to lack something of it; empty when it does not.
  private Frontier owed = Frontier.EMPTY;

  private long owedSinceNanos;
  private Frontier told = Frontier.EMPTY;
  private HybridTime toldFloor = HybridTime.ZERO;
  private long toldNanos = NEVER;

  /// @param home whether it is one of the partition's homes, and not a fallback
  Peer(boolean home) {
    this.home = home;
  }

  Frontier seen() {
    return seen;
  }

  Frontier first() {
    return first;
  }

  boolean isHeard() {
    return heardNanos != NEVER;
  }

  void heard(Frontier frontier, Now now) {
    first = isHeard() ? first : frontier;
    heardNanos = now.monotonicNanos();
    seen = seen.join(frontier);
  }

  /// What is missing of it here, as it was when that began.
  Frontier lacked() {
    return lacked;
  }

  boolean isForgotten() {
    return forgotten;
  }

  /// It could name none of the keys of what is missing here.
  void forgot() {
    forgotten = true;
  }

  boolean isLackedFor(long nanos, Now now) {
    return !lacked.isEmpty() && now.monotonicNanos() - lackedSinceNanos >= nanos;
  }

  /// Whether something has been missing for so long, here or there.
  boolean isApartFor(long nanos, Now now) {
    boolean there = !owed.isEmpty() && now.monotonicNanos() - owedSinceNanos >= nanos;
    return there || isLackedFor(nanos, now);
  }

  /// Counts how long something of the peer's is missing here, and something of this replica's
  /// there.
  void compare(Frontier mine, Now now) {
    lacked = lacked.minus(mine);
    if (lacked.isEmpty()) {
      lacked = seen.minus(mine);
      forgotten = false;
      lackedSinceNanos = now.monotonicNanos();
    }
    owed = owed.minus(seen);
    if (owed.isEmpty() && home) {
      owed = mine.minus(seen);
      owedSinceNanos = now.monotonicNanos();
    }
  }

  /// It may have missed what it was told.
  void tellAgain() {
    toldNanos = NEVER;
  }

  /// Whether it is to be told again; then it has been.
  boolean tell(Frontier mine, HybridTime floor, long idleNanos, Now now) {
    boolean idle =
        toldNanos != NEVER
            && now.monotonicNanos() - toldNanos < idleNanos
            && told.equals(mine)
            && toldFloor.equals(floor);
    if (!idle) {
      told = mine;
      toldFloor = floor;
      toldNanos = now.monotonicNanos();
    }
    return !idle;
  }

  Standing standing(NodeId node, Frontier mine, Compared compared, Now now) {
    compare(mine, now);
    long owing = owed.isEmpty() ? 0 : now.monotonicNanos() - owedSinceNanos;
    long lacking = lacked.isEmpty() ? 0 : now.monotonicNanos() - lackedSinceNanos;
    return new Standing(
        node,
        home ? mine.minus(seen).dotCount() : 0,
        seen.minus(mine).dotCount(),
        Math.max(owing, lacking),
        isHeard() ? now.monotonicNanos() - heardNanos : -1,
        compared);
  }
}
