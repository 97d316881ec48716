package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import java.util.Collections;
import java.util.List;

/// The shapes of partitions, as Jepsen, NEAT (Alquraan et al. 2018) and the study of partial
/// partitions (Alfatafta et al. 2020) name them. Each adds the links that it cuts.
final class Shapes {
  private Shapes() {}

  /// Nothing passes between one machine and the others; or only one way does.
  static void isolate(
      Cut cut, SimulatedMachine one, List<SimulatedMachine> others, boolean from, boolean to) {
    for (SimulatedMachine other : others) {
      if (from) {
        cut.oneWay(one, other);
      }
      if (to) {
        cut.oneWay(other, one);
      }
    }
  }

  static void split(Cut cut, List<SimulatedMachine> left, List<SimulatedMachine> right) {
    left.forEach(l -> right.forEach(r -> cut.bothWays(l, r)));
  }

  /// Each hears the majority around it in the ring, and nobody else.
  static void majorityRing(Cut cut, List<SimulatedMachine> ring) {
    int size = ring.size();
    int majority = size / 2 + 1;
    for (int hearer = 0; hearer < size; hearer++) {
      for (int offset = majority / 2 + 1; offset < size - (majority - 1) / 2; offset++) {
        cut.oneWay(ring.get((hearer + offset) % size), ring.get(hearer));
      }
    }
  }

  /// Two halves, and the first machine, which reaches both.
  static void bridge(Cut cut, List<SimulatedMachine> nodes) {
    int half = 1 + nodes.size() / 2;
    split(cut, nodes.subList(1, half), nodes.subList(half, nodes.size()));
  }

  /// Each reaches its neighbours only.
  static void chain(Cut cut, List<SimulatedMachine> row) {
    for (int left = 0; left < row.size(); left++) {
      for (int right = left + 2; right < row.size(); right++) {
        cut.bothWays(row.get(left), row.get(right));
      }
    }
  }

  /// Some pairs, each in one direction or in both.
  static void partial(Cut cut, List<SimulatedMachine> nodes, Entropy entropy) {
    int pairs = 1 + entropy.below(nodes.size());
    for (int i = 0; i < pairs; i++) {
      SimulatedMachine left = nodes.get(entropy.below(nodes.size()));
      SimulatedMachine right = nodes.get(entropy.below(nodes.size()));
      cut.oneWay(left, right);
      if (entropy.chance(0.5)) {
        cut.oneWay(right, left);
      }
    }
  }

  /// Fisher and Yates' shuffle, drawn from the run's own randomness.
  static void shuffle(List<?> list, Entropy entropy) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, entropy.below(i + 1));
    }
  }
}
