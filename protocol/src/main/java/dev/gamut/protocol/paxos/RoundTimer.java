package dev.gamut.protocol.paxos;

import java.util.List;

/// A proposer's only timer: set for the earliest of all that its rounds wait for.
final class RoundTimer {
  private long setForNanos = Long.MAX_VALUE;

  void ensure(long atNanos, List<PaxosEffect> effects) {
    if (atNanos < setForNanos) {
      setForNanos = atNanos;
      effects.add(new PaxosEffect.SetTimer(atNanos));
    }
  }

  void fired() {
    setForNanos = Long.MAX_VALUE;
  }
}
