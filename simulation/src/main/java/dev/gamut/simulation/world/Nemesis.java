package dev.gamut.simulation.world;

import dev.gamut.base.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends the faults that come by the minute, as the world's mix says, each at moments, targets and
/// lengths drawn from the seed; and ends all of them for the phase in which the cluster must make
/// progress again.
///
/// Lengths and sizes follow Jepsen's nemeses and TigerBeetle's simulator where they name them.
public final class Nemesis {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final double MINUTE_NANOS = 60e9;

  private final SimulatedWorld world;
  private final Targets targets;
  private final Draws draws;
  private final ClockFaults clockFaults;
  private final List<Lasting> lasting = new ArrayList<>();
  private boolean active;

  public Nemesis(SimulatedWorld world, Targets targets) {
    this.world = world;
    this.targets = targets;
    this.draws = new Draws(world.entropy("nemesis").nextLong());
    this.clockFaults = new ClockFaults(world, draws);
  }

  /// @param clients that a partition may put on one of its sides
  /// @param leader whom to hit where it hurts; null when there is none just now
  public record Targets(
      List<SimulatedMachine> nodes,
      List<SimulatedMachine> clients,
      Supplier<@Nullable SimulatedMachine> leader,
      DamagePolicy damage) {
    public Targets {
      Invariant.require(!nodes.isEmpty(), "nobody to torment");
      nodes = List.copyOf(nodes);
      clients = List.copyOf(clients);
    }
  }

  /// A fault that ends after a while, or when everything heals.
  private record Lasting(Runnable end) {}

  /// Begins to send faults; their chances were on from the start.
  public void start() {
    active = true;
    for (FaultKind kind : FaultKind.values()) {
      if (kind.measure() == FaultKind.Measure.PER_MINUTE && world.mix().rate(kind) > 0) {
        scheduleNext(kind);
      }
    }
  }

  /// Ends every fault, the chances too, and starts every node that is down.
  public void heal() {
    active = false;
    world.note("everything heals");
    world.takeChances(false);
    List.copyOf(lasting).forEach(this::end);
    for (SimulatedMachine node : targets.nodes()) {
      node.heal();
    }
  }

  /// Sends one fault now. Does nothing when the world offers no target for it.
  public void strike(FaultKind kind) {
    switch (kind) {
      case CONNECTION_RESET -> resetConnection();
      case CONNECTION_STALLED -> stallConnection();
      case LINK_CUT_ONE_WAY -> cutOneWay();
      case LINK_SLOW -> slowLinks();
      case LINK_FLAPPING -> flap();
      case PARTITION_ONE -> isolate(kind, anyNode());
      case PARTITION_LEADER -> isolate(kind, targets.leader().get());
      case PARTITION_HALVES -> splitHalves();
      case PARTITION_MAJORITY_RING, PARTITION_BRIDGE, PARTITION_CHAIN, PARTITION_PARTIAL ->
          partition(kind);
      case POWER_LOST -> crash(kind, any(SimulatedMachine::isRunning));
      case POWER_LOST_BY_SEVERAL -> crashSeveral();
      case POWER_LOST_BY_ALL -> targets.nodes().forEach(node -> crash(kind, node));
      case POWER_LOST_BY_LEADER -> crash(kind, targets.leader().get());
      case PROCESS_KILLED -> kill(any(SimulatedMachine::isRunning));
      case PAUSED -> pause(kind, any(SimulatedMachine::isRunning));
      case LEADER_PAUSED -> pause(kind, targets.leader().get());
      case LOOP_STALLED -> stallLoop();
      case CLOCK_JUMPED -> lasting(clockFaults.jump(anyNode()), SECOND, 60 * SECOND);
      case CLOCK_STROBED -> lasting(clockFaults.strobe(anyNode()), SECOND, 32 * SECOND);
      case CLOCK_DRIFTED -> lasting(clockFaults.drift(anyNode()), SECOND, 60 * SECOND);
      case DISK_STALLED -> stallDisk();
      case DISK_FULL -> fillDisk();
      case SYNC_FAILED -> onDisk(anyNode(), MachineDisk::failNextSync);
      case READ_FAILED -> onDisk(anyNode(), MachineDisk::failNextRead);
      case BIT_FLIPPED -> onDisk(damageable(), disk -> disk.flipBit(draws));
      case WRITE_MISDIRECTED -> onDisk(damageable(), disk -> disk.misdirectNextWrite(draws));
      case FRAME_LOST,
          FRAME_DUPLICATED,
          FRAME_REORDERED,
          FRAME_DELAYED,
          WORKER_DELAYED,
          FRAME_BLOCKED,
          JOB_CUT_SHORT,
          UNSYNCED_WRITE_LOST,
          WRITE_TORN,
          PROCESS_EXITED ->
          throw new IllegalArgumentException(kind + " comes by chance or as a consequence");
    }
  }

  private void scheduleNext(FaultKind kind) {
    long delay = 1 + draws.exponential((long) (MINUTE_NANOS / world.mix().rate(kind)));
    world.after(
        delay,
        () -> {
          if (active) {
            strike(kind);
            scheduleNext(kind);
          }
        });
  }

  private void lasting(@Nullable Runnable end, long nanosMin, long nanosMax) {
    if (end != null) {
      Lasting fault = new Lasting(end);
      lasting.add(fault);
      world.after(draws.between(nanosMin, nanosMax), () -> end(fault));
    }
  }

  private void end(Lasting fault) {
    if (lasting.remove(fault)) {
      fault.end().run();
    }
  }

  private void resetConnection() {
    SimulatedConnection connection = world.network().drawConnection(draws);
    if (connection != null) {
      world.faultCounters().count(FaultKind.CONNECTION_RESET);
      connection.reset("reset on the way");
    }
  }

  private void stallConnection() {
    SimulatedConnection connection = world.network().drawConnection(draws);
    if (connection != null) {
      SimulatedStream stream = draws.chance(0.5) ? connection.outgoing() : connection.incoming();
      stream.holdUntil(Long.MAX_VALUE, fault(FaultKind.CONNECTION_STALLED));
      lasting(stream::release, 100 * MILLI, 20 * SECOND);
    }
  }

  private void cut(Cut cut) {
    world.note(cut.fault().kind() + " cuts " + cut.directions().size() + " links");
    world.network().cut(cut);
    lasting(() -> world.network().mend(cut), SECOND / 2, 20 * SECOND);
  }

  private void cutOneWay() {
    Cut cut = world.network().newCut(FaultKind.LINK_CUT_ONE_WAY);
    SimulatedMachine one = anyNode();
    switch (draws.below(3)) {
      case 0 -> cut.oneWay(one, anyNode());
      case 1 -> Shapes.isolate(cut, one, targets.nodes(), true, false);
      default -> Shapes.isolate(cut, one, targets.nodes(), false, true);
    }
    cut(cut);
  }

  private void isolate(FaultKind kind, @Nullable SimulatedMachine node) {
    if (node != null) {
      Cut cut = world.network().newCut(kind);
      int way = draws.below(4);
      Shapes.isolate(cut, node, targets.nodes(), way != 0, way != 1);
      List<SimulatedMachine> others = new ArrayList<>(targets.nodes());
      others.remove(node);
      placeClients(cut, List.of(node), others);
      cut(cut);
    }
  }

  private void splitHalves() {
    List<SimulatedMachine> nodes = shuffled();
    Cut cut = world.network().newCut(FaultKind.PARTITION_HALVES);
    List<SimulatedMachine> left = nodes.subList(0, nodes.size() / 2);
    List<SimulatedMachine> right = nodes.subList(nodes.size() / 2, nodes.size());
    Shapes.split(cut, left, right);
    placeClients(cut, left, right);
    cut(cut);
  }

  /// Half of the partitions leave clients alone; in the others each is on one side.
  private void placeClients(Cut cut, List<SimulatedMachine> left, List<SimulatedMachine> right) {
    if (draws.chance(0.5)) {
      for (SimulatedMachine client : targets.clients()) {
        Shapes.split(cut, List.of(client), draws.chance(0.5) ? left : right);
      }
    }
  }

  private void partition(FaultKind kind) {
    Cut cut = world.network().newCut(kind);
    List<SimulatedMachine> nodes = shuffled();
    switch (kind) {
      case PARTITION_MAJORITY_RING -> Shapes.majorityRing(cut, nodes);
      case PARTITION_BRIDGE -> Shapes.bridge(cut, nodes);
      case PARTITION_CHAIN -> Shapes.chain(cut, nodes);
      default -> Shapes.partial(cut, nodes, draws);
    }
    if (!cut.directions().isEmpty()) {
      cut(cut);
    }
  }

  private void slowLinks() {
    SimulatedMachine from = anyNode();
    double slowness = 10 * (1 + draws.below(100));
    Fault fault = fault(FaultKind.LINK_SLOW);
    List<SimulatedLink> links = new ArrayList<>();
    SimulatedMachine only = draws.chance(0.5) ? anyNode() : null;
    for (SimulatedMachine to : targets.nodes()) {
      if (only == null || only == to) {
        links.add(world.network().link(from, to));
      }
    }
    links.forEach(link -> link.slow(slowness, fault));
    lasting(() -> links.forEach(link -> link.slow(1, null)), SECOND, 20 * SECOND);
  }

  /// A link, or all links of a node, that come and go.
  private void flap() {
    Cut cut = world.network().newCut(FaultKind.LINK_FLAPPING);
    if (draws.chance(0.5)) {
      cut.bothWays(anyNode(), anyNode());
    } else {
      Shapes.isolate(cut, anyNode(), targets.nodes(), true, true);
    }
    Flapping flapping = new Flapping(world, cut, draws.between(100 * MILLI, 2 * SECOND));
    flapping.cut();
    lasting(flapping::stop, 5 * SECOND, 30 * SECOND);
  }

  private void crash(FaultKind kind, @Nullable SimulatedMachine node) {
    if (node != null && node.isRunning()) {
      node.crash(kind);
      restartLater(node);
    }
  }

  private void crashSeveral() {
    List<SimulatedMachine> nodes = shuffled();
    for (SimulatedMachine node : nodes.subList(0, Math.min(nodes.size(), 2 + draws.below(3)))) {
      crash(FaultKind.POWER_LOST_BY_SEVERAL, node);
    }
  }

  private void kill(@Nullable SimulatedMachine node) {
    if (node != null) {
      node.kill();
      restartLater(node);
    }
  }

  private void restartLater(SimulatedMachine node) {
    lasting(node::restart, 50 * MILLI, 10 * SECOND);
  }

  private void pause(FaultKind kind, @Nullable SimulatedMachine node) {
    if (node != null) {
      long nanos = 50 * MILLI + Math.min(30 * SECOND, draws.exponential(3 * SECOND));
      node.pauseUntil(world.nowNanos() + nanos, fault(kind));
    }
  }

  private void stallLoop() {
    SimulatedMachine node = any(SimulatedMachine::isRunning);
    SimulatedProcess process = node == null ? null : node.process();
    if (process != null) {
      long nanos = 10 * MILLI + Math.min(5 * SECOND, draws.exponential(300 * MILLI));
      process
          .loop(draws.below(1 << 10))
          .stallUntil(world.nowNanos() + nanos, fault(FaultKind.LOOP_STALLED));
    }
  }

  private void stallDisk() {
    SimulatedMachine node = anyNode();
    node.stallDisksUntil(Long.MAX_VALUE, fault(FaultKind.DISK_STALLED));
    lasting(node::releaseDisks, 100 * MILLI, 30 * SECOND);
  }

  private void fillDisk() {
    SimulatedMachine node = anyNode();
    onDisk(node, disk -> disk.full(true));
    lasting(() -> onDisk(node, disk -> disk.full(false)), SECOND, 30 * SECOND);
  }

  private interface DiskAction {
    void on(MachineDisk disk);
  }

  private static void onDisk(@Nullable SimulatedMachine node, DiskAction action) {
    MachineDisk disk = node == null ? null : node.disk();
    if (disk != null) {
      action.on(disk);
    }
  }

  private Fault fault(FaultKind kind) {
    return new Fault(kind, world.faultCounters());
  }

  private SimulatedMachine anyNode() {
    return targets.nodes().get(draws.below(targets.nodes().size()));
  }

  private @Nullable SimulatedMachine damageable() {
    return any(targets.damage()::mayDamage);
  }

  private @Nullable SimulatedMachine any(Predicate<SimulatedMachine> condition) {
    List<SimulatedMachine> found = targets.nodes().stream().filter(condition).toList();
    return found.isEmpty() ? null : found.get(draws.below(found.size()));
  }

  private List<SimulatedMachine> shuffled() {
    List<SimulatedMachine> nodes = new ArrayList<>(targets.nodes());
    Shapes.shuffle(nodes, draws);
    return nodes;
  }
}
