package dev.gamut.simulation.world;

/// Something that happens at one moment of virtual time.
abstract class Event {
  /// Lets it happen. False when it had become void meanwhile (its process is dead, an earlier wake
  /// came first): then it counts as no event, and nothing is checked after it.
  abstract boolean fire();
}
