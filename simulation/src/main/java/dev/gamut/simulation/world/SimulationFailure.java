package dev.gamut.simulation.world;

/// A run that went wrong: what was thrown, by whom, when, and the seed that brings it back.
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  SimulationFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
