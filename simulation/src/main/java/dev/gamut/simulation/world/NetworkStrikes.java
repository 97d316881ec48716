package dev.gamut.simulation.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Faults of links and connections.
final class NetworkStrikes {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final SimulatedWorld world;
  private final SimulatedNetwork network;
  private final Victims victims;
  private final Draws draws;
  private final Lastings lastings;

  NetworkStrikes(SimulatedWorld world, Victims victims, Draws draws, Lastings lastings) {
    this.world = world;
    this.network = world.network();
    this.victims = victims;
    this.draws = draws;
    this.lastings = lastings;
  }

  void resetConnection() {
    SimulatedConnection connection = network.drawConnection(draws);
    if (connection != null) {
      world.faultCounters().count(FaultKind.CONNECTION_RESET);
      connection.reset("reset on the way");
    }
  }

  void stallConnection() {
    SimulatedConnection connection = network.drawConnection(draws);
    if (connection != null) {
      SimulatedStream stream = draws.chance(0.5) ? connection.outgoing() : connection.incoming();
      stream.hold(world.fault(FaultKind.CONNECTION_STALLED));
      lastings.add(stream::release, 100 * MILLI, 20 * SECOND);
    }
  }

  void cutOneWay() {
    Cut cut = network.newCut(FaultKind.LINK_CUT_ONE_WAY);
    SimulatedMachine one = victims.anyNode();
    switch (draws.below(3)) {
      case 0 -> cut.oneWay(one, victims.anyNode());
      case 1 -> Shapes.isolate(cut, one, victims.nodes(), true, false);
      default -> Shapes.isolate(cut, one, victims.nodes(), false, true);
    }
    cut(cut);
  }

  /// Cuts a node off; now and then in one direction only, as a broken switch does.
  void isolate(FaultKind kind, @Nullable SimulatedMachine node) {
    if (node != null) {
      Cut cut = network.newCut(kind);
      int way = draws.below(4);
      Shapes.isolate(cut, node, victims.nodes(), way != 0, way != 1);
      List<SimulatedMachine> others = new ArrayList<>(victims.nodes());
      others.remove(node);
      placeClients(cut, List.of(node), others);
      cut(cut);
    }
  }

  void partition(FaultKind kind) {
    Cut cut = network.newCut(kind);
    List<SimulatedMachine> nodes = victims.shuffled();
    switch (kind) {
      case PARTITION_HALVES -> halve(cut, nodes);
      case PARTITION_MAJORITY_RING -> Shapes.majorityRing(cut, nodes);
      case PARTITION_BRIDGE -> Shapes.bridge(cut, nodes);
      case PARTITION_CHAIN -> Shapes.chain(cut, nodes);
      case PARTITION_PARTIAL -> Shapes.partial(cut, nodes, draws);
      default -> throw new IllegalArgumentException(kind + " is no partition");
    }
    cut(cut);
  }

  private void halve(Cut cut, List<SimulatedMachine> nodes) {
    List<SimulatedMachine> left = nodes.subList(0, nodes.size() / 2);
    List<SimulatedMachine> right = nodes.subList(nodes.size() / 2, nodes.size());
    Shapes.split(cut, left, right);
    placeClients(cut, left, right);
  }

  /// Half of the partitions leave clients alone; in the others each is on one side.
  private void placeClients(Cut cut, List<SimulatedMachine> left, List<SimulatedMachine> right) {
    if (draws.chance(0.5)) {
      for (SimulatedMachine client : victims.clients()) {
        Shapes.split(cut, List.of(client), draws.chance(0.5) ? left : right);
      }
    }
  }

  /// Of the links between a client and most nodes nothing is left, or one direction.
  void cutClientOff() {
    List<SimulatedMachine> nodes = victims.shuffled();
    if (victims.clients().isEmpty() || nodes.size() < 2) {
      return;
    }
    Cut cut = network.newCut(FaultKind.CLIENT_CUT_OFF);
    SimulatedMachine client = victims.clients().get(draws.below(victims.clients().size()));
    int reached = 1 + draws.below(nodes.size() / 2);
    int way = draws.below(6);
    Shapes.isolate(cut, client, nodes.subList(reached, nodes.size()), way != 0, way != 1);
    cut(cut);
  }

  private void cut(Cut cut) {
    world.note(cut.fault().kind() + " cuts " + cut.directions().size() + " links");
    network.cut(cut);
    lastings.add(() -> network.mend(cut), SECOND / 2, 20 * SECOND);
  }

  /// One direction of one link, or everything that a node sends, takes many times as long.
  void slowLinks() {
    SimulatedMachine from = victims.anyNode();
    SimulatedMachine only = draws.chance(0.5) ? victims.anyNode() : null;
    double slowness = 10 * (1 + draws.below(100));
    Fault fault = world.fault(FaultKind.LINK_SLOW);
    List<SimulatedLink> links =
        victims.nodes().stream()
            .filter(to -> only == null || only == to)
            .map(to -> network.link(from, to))
            .toList();
    links.forEach(link -> link.slow(slowness, fault));
    lastings.add(() -> links.forEach(link -> link.slow(1, null)), SECOND, 20 * SECOND);
  }

  /// A link, or all links of a node, that come and go.
  void flap() {
    Cut cut = network.newCut(FaultKind.LINK_FLAPPING);
    if (draws.chance(0.5)) {
      cut.bothWays(victims.anyNode(), victims.anyNode());
    } else {
      Shapes.isolate(cut, victims.anyNode(), victims.nodes(), true, true);
    }
    Flapping flapping = new Flapping(world, cut, draws.between(100 * MILLI, 2 * SECOND));
    flapping.cut();
    lastings.add(flapping::stop, 5 * SECOND, 30 * SECOND);
  }
}
