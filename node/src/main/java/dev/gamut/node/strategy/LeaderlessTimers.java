package dev.gamut.node.strategy;

import dev.gamut.protocol.leaderless.TimerKind;
import dev.gamut.world.Loop;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// The timers of a leaderless replica: one of each kind.
final class LeaderlessTimers {
  private final Map<TimerKind, Loop.Timer> timers = new EnumMap<>(TimerKind.class);
  private final Loop loop;
  private final Consumer<TimerKind> fired;

  LeaderlessTimers(Loop loop, Consumer<TimerKind> fired) {
    this.loop = loop;
    this.fired = fired;
  }

  void set(TimerKind kind, long atNanos) {
    Loop.Timer old = timers.put(kind, loop.schedule(atNanos, () -> fired.accept(kind)));
    if (old != null) {
      old.cancel();
    }
  }

  void close() {
    timers.values().forEach(Loop.Timer::cancel);
  }
}
