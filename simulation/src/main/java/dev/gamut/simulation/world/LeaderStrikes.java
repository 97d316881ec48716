package dev.gamut.simulation.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Faults made of several, aimed at what a leader believes: the schedules of figure 3.7 and section
/// 6.4 of the Raft dissertation, which single faults meet too rarely.
final class LeaderStrikes {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final SimulatedWorld world;
  private final SimulatedNetwork network;
  private final Victims victims;
  private final Draws draws;
  private final Lastings lastings;

  LeaderStrikes(SimulatedWorld world, Victims victims, Draws draws, Lastings lastings) {
    this.world = world;
    this.network = world.network();
    this.victims = victims;
    this.draws = draws;
    this.lastings = lastings;
  }

  /// First the answers of the followers are late by almost the time after which a leader gives up;
  /// then it reaches them no more, while late answers still come in.
  void outlive() {
    SimulatedMachine leader = victims.leader();
    if (leader == null) {
      return;
    }
    List<SimulatedMachine> others = others(leader);
    Fault fault = world.fault(FaultKind.LEADER_OUTLIVED);
    long delay = draws.between(50 * MILLI, 280 * MILLI);
    others.forEach(other -> network.link(other, leader).delayBy(delay, fault));
    lastings.add(
        () -> others.forEach(other -> network.link(other, leader).delayBy(0, null)),
        2 * SECOND,
        10 * SECOND);
    Cut clients = network.newCut(FaultKind.LEADER_OUTLIVED);
    placeClients(clients, leader, others);
    cutFor(clients, 10 * SECOND);
    Cut deaf = network.newCut(FaultKind.LEADER_OUTLIVED);
    others.forEach(other -> deaf.oneWay(leader, other));
    world.after(draws.between(300 * MILLI, 2 * SECOND), () -> cutFor(deaf, 3 * SECOND));
  }

  private List<SimulatedMachine> others(SimulatedMachine leader) {
    return victims.nodes().stream().filter(node -> node != leader).toList();
  }

  private void placeClients(Cut cut, SimulatedMachine leader, List<SimulatedMachine> others) {
    for (SimulatedMachine client : victims.clients()) {
      switch (draws.below(3)) {
        case 0 -> Shapes.split(cut, List.of(client), List.of(leader));
        case 1 -> Shapes.split(cut, List.of(client), others);
        default -> {}
      }
    }
  }

  private void cutFor(Cut cut, long nanosMax) {
    world.note(cut.fault().kind() + " cuts " + cut.directions().size() + " links");
    network.cut(cut);
    lastings.add(() -> network.mend(cut), 300 * MILLI, nanosMax);
  }

  /// Follows the leadership around.
  void chase() {
    Chase chase = new Chase(draws.between(0, 20) * MILLI);
    world.note("every new leader is cut off");
    chase.look();
    lastings.add(chase::stop, 3 * SECOND, 15 * SECOND);
  }

  private final class Chase {
    private static final long LOOK_NANOS = 2 * MILLI;

    private final long graceNanosMax;
    private @Nullable SimulatedMachine caught;
    private @Nullable Cut cut;
    private boolean stopped;

    Chase(long graceNanosMax) {
      this.graceNanosMax = graceNanosMax;
    }

    void look() {
      if (stopped) {
        return;
      }
      SimulatedMachine leader = victims.leader();
      if (leader != null && leader != caught) {
        caught = leader;
        world.after(draws.between(0, graceNanosMax), () -> isolate(leader));
      }
      world.after(LOOK_NANOS, this::look);
    }

    private void isolate(SimulatedMachine leader) {
      if (stopped) {
        return;
      }
      mend();
      Cut around = network.newCut(FaultKind.LEADER_CHASED);
      Shapes.isolate(around, leader, victims.nodes(), true, true);
      network.cut(around);
      cut = around;
    }

    void stop() {
      stopped = true;
      mend();
    }

    private void mend() {
      if (cut != null) {
        network.mend(cut);
        cut = null;
      }
    }
  }
}
