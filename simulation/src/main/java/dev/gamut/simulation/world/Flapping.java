package dev.gamut.simulation.world;

/// Links that are cut and mended in turn.
final class Flapping {
  private final SimulatedWorld world;
  private final Cut cut;
  private final long periodNanos;
  private boolean stopped;
  private boolean isCut;

  Flapping(SimulatedWorld world, Cut cut, long periodNanos) {
    this.world = world;
    this.cut = cut;
    this.periodNanos = periodNanos;
  }

  void cut() {
    if (!stopped) {
      isCut = true;
      world.network().cut(cut);
      world.after(periodNanos, this::mend);
    }
  }

  void stop() {
    stopped = true;
    mend();
  }

  private void mend() {
    if (isCut) {
      isCut = false;
      world.network().mend(cut);
    }
    if (!stopped) {
      world.after(periodNanos, this::cut);
    }
  }
}
