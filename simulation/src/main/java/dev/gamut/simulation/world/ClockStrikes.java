package dev.gamut.simulation.world;

/// Faults of clocks, in the sizes of Jepsen's clock nemesis.
final class ClockStrikes {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final int JUMP_EXPONENT_MIN = 6;
  private static final int JUMP_EXPONENT_MAX = 31;

  private final SimulatedWorld world;
  private final Draws draws;
  private final Lastings lastings;

  ClockStrikes(SimulatedWorld world, Draws draws, Lastings lastings) {
    this.world = world;
    this.draws = draws;
    this.lastings = lastings;
  }

  /// Wall time jumps by 11 ms to 288 s, either way.
  void jump(SimulatedMachine machine) {
    double millis = 1;
    long exponent = draws.between(JUMP_EXPONENT_MIN, JUMP_EXPONENT_MAX);
    for (long i = 0; i < exponent; i++) {
      millis *= 1.5;
    }
    long offset = draws.chance(0.5) ? (long) millis : -(long) millis;
    world.note(machine + "'s wall clock jumps by " + offset + " ms");
    machine.clock().jumpTo(offset, world.fault(FaultKind.CLOCK_JUMPED));
    lastings.add(() -> machine.clock().jumpTo(0, null), SECOND, 60 * SECOND);
  }

  /// Wall time jumps to and fro, by 4 ms to 262 s, every 1 to 1024 ms.
  void strobe(SimulatedMachine machine) {
    long offset = 1L << draws.between(2, 18);
    long period = MILLI << draws.between(0, 10);
    world.note(machine + "'s wall clock strobes by " + offset + " ms");
    Strobe strobe = new Strobe(machine, offset, period);
    strobe.flip();
    lastings.add(strobe::stop, SECOND, 32 * SECOND);
  }

  /// Monotonic time runs up to a tenth too fast or too slowly.
  void drift(SimulatedMachine machine) {
    double rate = 1 + draws.between(-100, 100) / 1000.0;
    world.note(machine + "'s monotonic clock runs at " + rate);
    machine.runClockAt(rate, world.fault(FaultKind.CLOCK_DRIFTED));
    lastings.add(() -> machine.runClockAt(1, null), SECOND, 60 * SECOND);
  }

  private final class Strobe {
    private final SimulatedMachine machine;
    private final long offsetMillis;
    private final long periodNanos;
    private final Fault fault = world.fault(FaultKind.CLOCK_STROBED);
    private boolean stopped;
    private boolean away;

    Strobe(SimulatedMachine machine, long offsetMillis, long periodNanos) {
      this.machine = machine;
      this.offsetMillis = offsetMillis;
      this.periodNanos = periodNanos;
    }

    void flip() {
      if (!stopped) {
        away = !away;
        machine.clock().jumpTo(away ? offsetMillis : 0, away ? fault : null);
        world.after(periodNanos, this::flip);
      }
    }

    void stop() {
      stopped = true;
      machine.clock().jumpTo(0, null);
    }
  }
}
