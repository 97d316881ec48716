package dev.gamut.simulation.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Faults made of several, aimed at what a leader believes: the schedules of figure 3.7 and section
/// 6.4 of the Raft dissertation, which single faults meet too rarely.
final class LeaderStrikes {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long SLOWER_NANOS = 5 * MILLI;

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

  /// The answers of the followers come later and later, each time by less than the time after which
  /// a leader gives up, so that it never does; then it reaches them no more, while late answers
  /// still come in. It believes that it leads long after another was elected.
  void outlive() {
    SimulatedMachine leader = victims.leader();
    if (leader == null) {
      return;
    }
    List<SimulatedMachine> others = others(leader);
    Fault fault = world.fault(FaultKind.LEADER_OUTLIVED);
    Cut clients = network.newCut(FaultKind.LEADER_OUTLIVED);
    SimulatedMachine reader = placeClients(clients, leader, others);
    cutFor(clients, 3 * SECOND, 10 * SECOND);
    Lateness lateness = new Lateness(new Outlived(leader, others, reader), fault);
    lateness.grow(1 + draws.below(5));
    lastings.add(lateness::stop, 3 * SECOND, 10 * SECOND);
  }

  /// @param reader the client that reaches only the leader, if there is one
  private record Outlived(
      SimulatedMachine leader, List<SimulatedMachine> others, @Nullable SimulatedMachine reader) {}

  /// How late answers to a leader are.
  private final class Lateness {
    private final Outlived who;
    private final Fault fault;
    private long nanos;
    private boolean stopped;

    Lateness(Outlived who, Fault fault) {
      this.who = who;
      this.fault = fault;
    }

    void grow(int steps) {
      if (stopped) {
        return;
      }
      if (steps == 0) {
        deafen();
        return;
      }
      nanos += draws.between(120 * MILLI, 220 * MILLI);
      delayBy(nanos, fault);
      world.after(draws.between(300 * MILLI, 500 * MILLI), () -> grow(steps - 1));
    }

    /// What its reader asks meanwhile comes when another may lead, and before it gives up.
    private void deafen() {
      Cut deaf = network.newCut(FaultKind.LEADER_OUTLIVED);
      who.others().forEach(other -> deaf.oneWay(who.leader(), other));
      cutFor(deaf, SECOND, 3 * SECOND);
      if (who.reader() != null) {
        Cut shut = network.newCut(FaultKind.LEADER_OUTLIVED);
        cutFor(shut.bothWays(who.reader(), who.leader()), 350 * MILLI, 300 * MILLI + nanos);
      }
    }

    private void delayBy(long late, @Nullable Fault cause) {
      who.others().forEach(other -> network.link(other, who.leader()).delayBy(late, cause));
    }

    void stop() {
      stopped = true;
      delayBy(0, null);
    }
  }

  private List<SimulatedMachine> others(SimulatedMachine leader) {
    return victims.nodes().stream().filter(node -> node != leader).toList();
  }

  /// One client reaches only the leader, another one only the others, and the rest everybody: so
  /// that the one reads there what the other writes elsewhere.
  private @Nullable SimulatedMachine placeClients(
      Cut cut, SimulatedMachine leader, List<SimulatedMachine> others) {
    List<SimulatedMachine> clients = new ArrayList<>(victims.clients());
    if (clients.size() < 2) {
      return null;
    }
    Shapes.shuffle(clients, draws);
    Shapes.split(cut, List.of(clients.getFirst()), others);
    Shapes.split(cut, List.of(clients.getLast()), List.of(leader));
    return clients.getFirst();
  }

  private void cutFor(Cut cut, long nanosMin, long nanosMax) {
    world.note(cut.fault().kind() + " cuts " + cut.directions().size() + " links");
    network.cut(cut);
    lastings.add(() -> network.mend(cut), nanosMin, nanosMax);
  }

  /// Follows the leadership around: each new leader is cut off, and the one before comes back. Some
  /// have reached nobody yet; others have begun to repair the log of a follower, one exchange after
  /// the other, which is where counting copies of older terms goes wrong.
  void chase() {
    Chase chase = new Chase();
    world.note("every new leader is cut off");
    chase.slow(SLOWER_NANOS);
    chase.look();
    lastings.add(chase::stop, 3 * SECOND, 15 * SECOND);
  }

  private final class Chase {
    private static final long LOOK_NANOS = MILLI;

    private @Nullable SimulatedMachine caught;
    private @Nullable Cut cut;
    private boolean stopped;

    /// An exchange takes so long that its steps can be told from each other.
    void slow(long nanos) {
      for (SimulatedMachine from : victims.nodes()) {
        others(from).forEach(to -> network.link(from, to).delayBy(nanos, null));
      }
    }

    void look() {
      if (stopped) {
        return;
      }
      SimulatedMachine leader = victims.leader();
      if (leader != null && leader != caught) {
        caught = leader;
        world.after(grace(leader), () -> isolate(leader));
      }
      world.after(LOOK_NANOS, this::look);
    }

    /// None, or about two exchanges: by then a follower has said that its log is shorter, and has
    /// acknowledged what it lacked, but not yet what is new.
    private long grace(SimulatedMachine leader) {
      List<SimulatedMachine> others = others(leader);
      if (others.isEmpty() || draws.chance(0.5)) {
        return 0;
      }
      SimulatedMachine other = others.get(draws.below(others.size()));
      long there = network.link(leader, other).leastNanos();
      long back = network.link(other, leader).leastNanos();
      long exchange = there + back;
      return 2 * exchange + draws.between(0, exchange * 3 / 4);
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
      slow(0);
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
