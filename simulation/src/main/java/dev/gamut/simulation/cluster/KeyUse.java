package dev.gamut.simulation.cluster;

/// What the load does with a key of a leaderless table.
enum KeyUse {
  /// Plain reads and writes.
  PLAIN,
  /// Conditional writes and linearizable reads alone: they are linearizable among themselves.
  DECIDED,
  /// Both.
  MIXED
}
