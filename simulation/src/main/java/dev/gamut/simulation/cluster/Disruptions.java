package dev.gamut.simulation.cluster;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedWorld;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Nobody is disrupted (Raft dissertation §9.6): the term of a node that reaches no majority does
/// not grow without bound, since it would depose a healthy leader when it comes back. A few times
/// it may stand: when a leader that reaches it hands over to it.
final class Disruptions {
  /// What arrived before the links were cut may be worked off this long, by a loop that stood
  /// still.
  private static final long SLACK_NANOS = 6_000_000_000L;

  private static final int IN_VAIN_MAX = 6;

  private final SimulatedWorld world;
  private final Map<Candidate, Integer> inVain = new HashMap<>();

  private record Candidate(PartitionId partition, NodeId node) {}

  Disruptions(SimulatedWorld world) {
    this.world = world;
  }

  void campaigns(PartitionId partition, NodeId node, long term, List<NodeId> voters) {
    SimulatedMachine machine = machine(node);
    if (world.nowNanos() - machine.pausedUntil() < SLACK_NANOS) {
      return;
    }
    long reached = voters.stream().filter(other -> reaches(machine, machine(other))).count();
    Candidate candidate = new Candidate(partition, node);
    if (reached > voters.size() / 2) {
      inVain.remove(candidate);
      return;
    }
    int times = inVain.merge(candidate, 1, Integer::sum);
    Invariant.check(
        times <= IN_VAIN_MAX,
        "nobody is disrupted: %s stands in term %d of %s, for the %dth time since it last reached"
            + " more than %d of %s",
        node,
        term,
        partition,
        times,
        reached,
        voters);
  }

  private boolean reaches(SimulatedMachine one, SimulatedMachine other) {
    return one == other
        || (world.network().cutNanos(one, other) < SLACK_NANOS
            && world.network().cutNanos(other, one) < SLACK_NANOS);
  }

  private SimulatedMachine machine(NodeId node) {
    return Objects.requireNonNull(world.node(node), "a voter is no node");
  }
}
