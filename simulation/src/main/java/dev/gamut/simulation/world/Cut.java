package dev.gamut.simulation.world;

import java.util.ArrayList;
import java.util.List;

/// Directed links that carry nothing as long as it is in force. Cuts may overlap: a link works
/// again when the last one that covers it has been mended.
public final class Cut {
  private final Fault fault;
  private final List<Direction> directions = new ArrayList<>();

  Cut(Fault fault) {
    this.fault = fault;
  }

  record Direction(SimulatedMachine from, SimulatedMachine to) {}

  Cut oneWay(SimulatedMachine from, SimulatedMachine to) {
    if (from != to) {
      directions.add(new Direction(from, to));
    }
    return this;
  }

  Cut bothWays(SimulatedMachine left, SimulatedMachine right) {
    return oneWay(left, right).oneWay(right, left);
  }

  List<Direction> directions() {
    return directions;
  }

  Fault fault() {
    return fault;
  }
}
