package dev.gamut.simulation.world;

import java.util.ArrayList;
import java.util.List;

/// The faults in force that end after a while, or when everything heals.
final class Lastings {
  private final SimulatedWorld world;
  private final Draws draws;
  private final List<Lasting> inForce = new ArrayList<>();

  private static final class Lasting {
    private final Runnable end;

    Lasting(Runnable end) {
      this.end = end;
    }
  }

  Lastings(SimulatedWorld world, Draws draws) {
    this.world = world;
    this.draws = draws;
  }

  /// Ends a fault after a time between two bounds.
  void add(Runnable end, long nanosMin, long nanosMax) {
    Lasting lasting = new Lasting(end);
    inForce.add(lasting);
    world.after(draws.between(nanosMin, nanosMax), () -> end(lasting));
  }

  void endAll() {
    List.copyOf(inForce).forEach(this::end);
  }

  private void end(Lasting lasting) {
    if (inForce.remove(lasting)) {
      lasting.end.run();
    }
  }
}
