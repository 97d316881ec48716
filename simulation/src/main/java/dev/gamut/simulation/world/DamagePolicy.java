package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import java.util.ArrayList;
import java.util.List;

/// Which nodes may lose data that they had synced. No protocol survives the loss of every copy, so
/// a nemesis that damaged any node at will would only ever prove that.
@FunctionalInterface
public interface DamagePolicy {
  boolean mayDamage(SimulatedMachine machine);

  static DamagePolicy nobody() {
    return _ -> false;
  }

  /// Less than half of the nodes, drawn once: the same ones for the whole run, because nobody knows
  /// when a damage has been found and repaired.
  static DamagePolicy minority(List<SimulatedMachine> nodes, Entropy entropy) {
    return some(nodes, (nodes.size() - 1) / 2, entropy);
  }

  /// So many, drawn once.
  static DamagePolicy some(List<SimulatedMachine> nodes, int count, Entropy entropy) {
    List<SimulatedMachine> shuffled = new ArrayList<>(nodes);
    Shapes.shuffle(shuffled, entropy);
    List<SimulatedMachine> damaged = shuffled.subList(0, count);
    return damaged::contains;
  }
}
