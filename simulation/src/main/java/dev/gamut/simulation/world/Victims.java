package dev.gamut.simulation.world;

import dev.gamut.base.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Draws whom a fault hits.
final class Victims {
  private final Nemesis.Targets targets;
  private final Draws draws;

  Victims(Nemesis.Targets targets, Draws draws) {
    this.targets = targets;
    this.draws = draws;
  }

  List<SimulatedMachine> nodes() {
    return targets.nodes();
  }

  List<SimulatedMachine> clients() {
    return targets.clients();
  }

  SimulatedMachine anyNode() {
    return targets.nodes().get(draws.below(targets.nodes().size()));
  }

  @Nullable SimulatedMachine running() {
    return any(SimulatedMachine::isRunning);
  }

  @Nullable SimulatedMachine leader() {
    SimulatedMachine leader = targets.leader().get();
    Invariant.check(leader == null || targets.nodes().contains(leader), "leader is no node");
    return leader;
  }

  /// A node that may lose what it had synced.
  @Nullable SimulatedMachine damageable() {
    return any(targets.damage()::mayDamage);
  }

  List<SimulatedMachine> shuffled() {
    List<SimulatedMachine> nodes = new ArrayList<>(targets.nodes());
    Shapes.shuffle(nodes, draws);
    return nodes;
  }

  private @Nullable SimulatedMachine any(Predicate<SimulatedMachine> condition) {
    List<SimulatedMachine> found = targets.nodes().stream().filter(condition).toList();
    return found.isEmpty() ? null : found.get(draws.below(found.size()));
  }
}
