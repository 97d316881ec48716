package dev.gamut.simulation.world;

/// A fault in force: counted once, when it first happens to somebody.
final class Fault {
  private final FaultKind kind;
  private final FaultCounters counters;
  private boolean fired;

  Fault(FaultKind kind, FaultCounters counters) {
    this.kind = kind;
    this.counters = counters;
  }

  FaultKind kind() {
    return kind;
  }

  void fire() {
    if (!fired) {
      fired = true;
      counters.count(kind);
    }
  }
}
