package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Item;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.node.Node;
import dev.gamut.node.NodeSettings;
import dev.gamut.node.NodeWorld;
import dev.gamut.node.strategy.ReplicaStarter;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.simulation.world.DamagePolicy;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedProcess;
import dev.gamut.simulation.world.SimulatedWorld;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.Journal;
import dev.gamut.storage.journal.JournalConfig;
import dev.gamut.storage.journal.Recovered;
import dev.gamut.wire.NodeStatus;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A cluster of whole nodes in a simulated world. Everything is tiny: segments of a few KiB, logs
/// of a few entries, snapshots of a few items, so that what is rare in a server happens all the
/// time.
public final class SimulatedCluster {
  private static final long MILLI = 1_000_000;

  /// Of nodes with the times of servers: what runs for long may keep more.
  private static final ComparingConfig OFTEN_COMPARED =
      new ComparingConfig(500 * MILLI, 100 * MILLI, 5 * MILLI, 256, 5_000 * MILLI);

  private static final CollectingConfig OFTEN_COLLECTED =
      new CollectingConfig(1_000 * MILLI, 200 * MILLI, 3);

  private static final long LONG_JOURNAL_BYTES = 64 << 20;

  private final SimulatedWorld world;
  private final RaftInvariants invariants;
  private final UUID id;
  private final List<Member> members = new ArrayList<>();
  private final List<SimulatedMachine> machines = new ArrayList<>();
  private final DamagePolicy damage;
  private final ReplicaEquality equality;
  private final Convergence convergence;
  final PassedOn passedOn = new PassedOn();
  private final LostTails lostTails = new LostTails();
  private final boolean tight;
  private final boolean serverTimes;
  private final Map<NodeId, Node> running = new TreeMap<>();

  /// @param writes hears of what is written to leaderless tables
  public SimulatedCluster(SimulatedWorld world, ClusterShape shape, MadeWrites writes) {
    this.world = world;
    this.tight = shape.tight();
    this.serverTimes = shape.serverTimes();
    this.invariants = new RaftInvariants(world, writes);
    Entropy entropy = world.entropy("cluster");
    this.id = new UUID(entropy.nextLong(), entropy.nextLong());
    for (int i = 1; i <= shape.nodes(); i++) {
      NodeId node = new NodeId(i);
      members.add(new Member(node, "n" + i + ":1", ""));
      machines.add(world.addNode(node, shape.loops()));
    }
    equality = new ReplicaEquality(machines, shape.loops());
    damage = DamagePolicy.some(machines, shape.damagedDisks(), world.entropy("damage"));
    boolean lossy = members.stream().anyMatch(member -> mayLose(member.id()));
    convergence = new Convergence(machines, shape.loops(), lossy);
  }

  public void start() {
    for (SimulatedMachine machine : machines) {
      machine.start(this::boot);
    }
  }

  private void boot(SimulatedProcess process) throws Exception {
    NodeId self = Objects.requireNonNull(process.machine().id());
    running.remove(self);
    Recovered recovered =
        Journal.open(
            new Journal.Doors(
                process.disk(),
                process.newWorker(),
                process.newWorker(),
                process.clock(),
                process.entropy()),
            journal(),
            ReplicaStarter::termOf);
    List<Loop> loops = process.loops();
    List<Store> stores = loops.stream().map(process::openStore).toList();
    Node node =
        new Node(
            settings(self),
            new NodeWorld(
                loops,
                process.clock(),
                process.network(),
                passedOn.watch(process.dialer()),
                process.entropy(),
                stores,
                lostTails.told(self, recovered, leaderless()),
                what -> world.note(self + ": " + what),
                cause -> process.exit(cause.toString()),
                invariants.watch(process.machine(), damage.mayDamage(process.machine()))));
    process.listenToPeers(node.peers());
    for (int i = 0; i < loops.size(); i++) {
      process.listen(members.get(self.value() - 1).address(), loops.get(i), node.clients(i));
    }
    Loop first = loops.getFirst();
    first.post(
        () -> {
          running.put(self, node);
          node.start();
        });
  }

  private JournalConfig journal() {
    JournalConfig tiny = JournalConfig.tiny(tight);
    return serverTimes ? tiny.retaining(LONG_JOURNAL_BYTES) : tiny;
  }

  private NodeSettings settings(NodeId self) {
    long gatherBytes = tight ? 1 : 2 << 10;
    long housekeepingNanos =
        serverTimes ? NodeSettings.defaults(self, id, members).housekeepingNanos() : 200 * MILLI;
    return new NodeSettings(
        self,
        id,
        members,
        raft(),
        1 << 20,
        housekeepingNanos,
        20,
        1 << 10,
        gatherBytes,
        tight ? 0 : 4 << 10,
        4 << 10,
        serverTimes
            ? NodeSettings.defaults(self, id, members).dotLogBytes()
            : tight ? 1 << 10 : 16 << 10,
        serverTimes ? ComparingConfig.defaults() : OFTEN_COMPARED,
        serverTimes ? CollectingConfig.defaults() : OFTEN_COLLECTED);
  }

  private RaftConfig raft() {
    RaftConfig tiny = RaftConfig.tiny(tight);
    return serverTimes
        ? tiny
        : tiny.withTimes(300 * MILLI, 600 * MILLI, 100 * MILLI, tiny.commitNoticeNanos());
  }

  public List<SimulatedMachine> machines() {
    return machines;
  }

  /// Which nodes' disks may lose what they had synced.
  DamagePolicy damage() {
    return damage;
  }

  boolean mayLose(NodeId node) {
    return damage.mayDamage(machines.get(node.value() - 1));
  }

  public List<String> addresses() {
    return members.stream().map(Member::address).toList();
  }

  /// The node of the process that runs on a machine, once it has started; null for none.
  public @Nullable Node node(NodeId self) {
    return running.get(self);
  }

  /// The machine whose node leads most; null while none is known to lead.
  public @Nullable SimulatedMachine leader() {
    SimulatedMachine best = null;
    int most = 0;
    for (SimulatedMachine machine : machines) {
      Node node = machine.isRunning() && machine.id() != null ? running.get(machine.id()) : null;
      int leads = node == null ? 0 : node.leading();
      if (leads > most) {
        most = leads;
        best = machine;
      }
    }
    return best;
  }

  /// What differs between replicas at the same position; null when nothing does. Homes of a
  /// leaderless table have no position in common.
  @Nullable String difference() {
    for (Table table : tables()) {
      if (table.spec().strategy() == StrategyKind.LEADERLESS) {
        continue;
      }
      for (PartitionDescriptor partition : table.partitions()) {
        String found = equality.difference(partition);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /// What homes of leaderless tables do not share yet; null when they have converged.
  @Nullable String divergence() {
    return inLeaderless(convergence::difference);
  }

  /// Which home keeps what nobody needs any more of decisions; null for none.
  @Nullable String uncollected() {
    return inLeaderless(convergence::uncollected);
  }

  /// Below which round what was promised has been dropped; 0 for nothing.
  long collectedBelow() {
    return tables().stream().mapToLong(convergence::collectedBelow).max().orElse(0);
  }

  private @Nullable String inLeaderless(Function<Table, @Nullable String> look) {
    for (Table table : leaderless()) {
      String found = look.apply(table);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// Which homes of leaderless tables have not compared lately what they hold with each other; null
  /// when all have.
  ///
  /// @param withinMillis what is lately
  @Nullable String uncompared(long withinMillis) {
    Map<NodeId, List<NodeStatus.ReplicaStatus>> told = new TreeMap<>();
    for (Node node : running.values()) {
      node.figures(figures -> told.put(figures.node(), figures.allReplicas()));
    }
    world.runFor(1_000 * MILLI);
    return inLeaderless(table -> Comparisons.missing(table, told, withinMillis));
  }

  /// What homes of leaderless tables hold that have converged, by place.
  Map<Bytes, Item> held() {
    Map<Bytes, Item> held = new TreeMap<>();
    leaderless().forEach(table -> held.putAll(convergence.held(table)));
    return held;
  }

  /// What is left of leaderless tables beside their items.
  Convergence.Left left() {
    return convergence.left(leaderless());
  }

  private List<Table> leaderless() {
    return tables().stream()
        .filter(table -> table.spec().strategy() == StrategyKind.LEADERLESS)
        .toList();
  }

  private Collection<Table> tables() {
    return running.values().stream()
        .map(Node::catalog)
        .max(Comparator.comparingLong(Catalog::version))
        .map(catalog -> catalog.tables().values())
        .orElse(List.of());
  }

  public long invariantChecks() {
    return invariants.checks();
  }
}
