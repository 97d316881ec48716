package dev.gamut.simulation.cluster;

import java.util.Locale;

/// Which strategies' tables a run may have.
public enum Strategies {
  /// Whatever its seed draws: one seed in four has a leaderless table.
  ANY,
  /// Consensus or local, as the seed draws: tables with one order of writes.
  ORDERED,
  LEADERLESS;

  /// The word that people type.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
