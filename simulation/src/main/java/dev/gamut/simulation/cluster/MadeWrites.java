package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.model.Item;

/// Hears of every write of a leaderless table in the turn in which its coordinator has made it,
/// before anybody else can know of it.
@FunctionalInterface
public interface MadeWrites {
  /// @param superseded dots of this key that the write takes the place of
  void made(Bytes place, Item.Sibling sibling, Frontier superseded);
}
