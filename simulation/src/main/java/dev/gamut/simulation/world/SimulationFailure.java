package dev.gamut.simulation.world;

import java.util.List;

/// A run that went wrong: what was thrown, by whom, when, and the seed that brings it back.
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  private final transient List<String> recentTrace;

  SimulationFailure(String message, Throwable cause, List<String> recentTrace) {
    super(message, cause);
    this.recentTrace = recentTrace;
  }

  /// The last events before it, in words, the oldest first.
  public List<String> recentTrace() {
    return recentTrace;
  }
}
