package dev.gamut.node;

import dev.gamut.world.Clock;
import dev.gamut.world.Loop;

/// The time, read once a turn: replicas ask for it at every event, and reading a clock some hundred
/// thousand times a second costs more than any of them gains by it.
final class TurnClock {
  private final Clock clock;
  private final Loop loop;
  private final Runnable askTurnEnd;
  private boolean isRead;
  private long nanos;
  private long wallMillis;

  /// @param askTurnEnd has [#turnEnds] called at the end of the turn
  TurnClock(Clock clock, Loop loop, Runnable askTurnEnd) {
    this.clock = clock;
    this.loop = loop;
    this.askTurnEnd = askTurnEnd;
  }

  long monotonicNanos() {
    read();
    return nanos;
  }

  /// The latest that the time of day may be.
  long wallMillis() {
    read();
    return wallMillis;
  }

  private void read() {
    if (!isRead) {
      nanos = clock.monotonicNanos();
      wallMillis = clock.wall().latestMillis();
      // Who looks at a node that stands still, as a simulation does, is in no turn.
      if (loop.isCurrent()) {
        isRead = true;
        askTurnEnd.run();
      }
    }
  }

  void turnEnds() {
    isRead = false;
  }
}
