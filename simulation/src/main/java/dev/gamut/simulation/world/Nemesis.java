package dev.gamut.simulation.world;

import dev.gamut.base.Invariant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sends the faults that come by the minute, as the world's mix says, each at moments, targets and
/// lengths drawn from the seed; and ends all of them for the phase in which the cluster must make
/// progress again.
///
/// Lengths and sizes follow Jepsen's nemeses and TigerBeetle's simulator where they name them.
public final class Nemesis {
  private static final double MINUTE_NANOS = 60e9;

  private final SimulatedWorld world;
  private final Targets targets;
  private final Draws draws;
  private final Victims victims;
  private final Lastings lastings;
  private final NetworkStrikes network;
  private final ProcessStrikes processes;
  private final DiskStrikes disks;
  private final ClockStrikes clocks;
  private final LeaderStrikes leaders;
  private int generation;

  public Nemesis(SimulatedWorld world, Targets targets) {
    this.world = world;
    this.targets = targets;
    this.draws = new Draws(world.entropy("nemesis").nextLong());
    this.victims = new Victims(targets, draws);
    this.lastings = new Lastings(world, draws);
    this.network = new NetworkStrikes(world, victims, draws, lastings);
    this.processes = new ProcessStrikes(world, victims, draws, lastings);
    this.disks = new DiskStrikes(world, draws, lastings);
    this.leaders = new LeaderStrikes(world, victims, draws, lastings);
    this.clocks = new ClockStrikes(world, draws, lastings);
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

  /// Begins to send faults, and turns the chances on if they were off; after a healing, again.
  public void start() {
    generation++;
    world.takeChances(true);
    for (FaultKind kind : FaultKind.values()) {
      if (kind.measure() == FaultKind.Measure.PER_MINUTE && world.mix().rate(kind) > 0) {
        scheduleNext(kind);
      }
    }
  }

  /// Ends every fault, the chances too, and starts every node that is down. What was damaged stays
  /// damaged, and what is late arrives within some seconds.
  public void heal() {
    generation++;
    world.note("everything heals");
    world.takeChances(false);
    lastings.endAll();
    targets.nodes().forEach(SimulatedMachine::heal);
  }

  /// Sends one fault now. Does nothing when the world offers no target for it.
  public void strike(FaultKind kind) {
    switch (kind) {
      case CONNECTION_RESET -> network.resetConnection();
      case CONNECTION_STALLED -> network.stallConnection();
      case LINK_CUT_ONE_WAY -> network.cutOneWay();
      case CLIENT_CUT_OFF -> network.cutClientOff();
      case LINK_SLOW -> network.slowLinks();
      case LINK_FLAPPING -> network.flap();
      case PARTITION_ONE -> network.isolate(kind, victims.anyNode());
      case PARTITION_LEADER -> network.isolate(kind, victims.leader());
      case PARTITION_HALVES,
          PARTITION_MAJORITY_RING,
          PARTITION_BRIDGE,
          PARTITION_CHAIN,
          PARTITION_PARTIAL ->
          network.partition(kind);
      case LEADER_OUTLIVED -> leaders.outlive();
      case LEADER_CHASED -> leaders.chase();
      case POWER_LOST -> processes.crash(kind, victims.running());
      case POWER_LOST_BY_LEADER -> processes.crash(kind, victims.leader());
      case POWER_LOST_BY_SEVERAL -> processes.crashSeveral();
      case POWER_LOST_BY_ALL -> processes.crashAll();
      case POWER_LOST_AT_DISK -> processes.crashAtDisk(victims.anyNode());
      case PROCESS_KILLED -> processes.kill(victims.running());
      case PAUSED -> processes.pause(kind, victims.running());
      case LEADER_PAUSED -> processes.pause(kind, victims.leader());
      case LOOP_STALLED -> processes.stallLoop(victims.running());
      case STORE_STALLED -> processes.stallStores(victims.running());
      case CLOCK_JUMPED -> clocks.jump(victims.anyNode());
      case CLOCK_STROBED -> clocks.strobe(victims.anyNode());
      case CLOCK_DRIFTED -> clocks.drift(victims.anyNode());
      case DISK_STALLED -> disks.stall(victims.anyNode());
      case DISK_FULL -> disks.fill(victims.anyNode());
      case SYNC_FAILED, WRITE_FAILED -> disks.fail(kind, victims.anyNode());
      // A journal takes what it cannot read when it opens for lost, as it must.
      case READ_FAILED, WRITE_MISDIRECTED, WRITE_LOST, SECTOR_UNREADABLE ->
          disks.fail(kind, victims.damageable());
      case BITS_ROTTED -> processes.rot(victims.damageable());
      case BIT_FLIPPED -> disks.flipBits(victims.damageable());
      case FRAME_LOST,
          FRAME_DUPLICATED,
          FRAME_REORDERED,
          FRAME_DELAYED,
          WORKER_DELAYED,
          FRAME_BLOCKED,
          JOB_CUT_SHORT,
          UNSYNCED_WRITE_LOST,
          NAME_CHANGE_LOST,
          WRITE_TORN,
          PROCESS_EXITED ->
          throw new IllegalArgumentException(kind + " comes by chance or as a consequence");
    }
  }

  private void scheduleNext(FaultKind kind) {
    long delay = 1 + draws.exponential((long) (MINUTE_NANOS / world.mix().rate(kind)));
    int begun = generation;
    world.after(
        delay,
        () -> {
          if (generation == begun) {
            strike(kind);
            scheduleNext(kind);
          }
        });
  }
}
