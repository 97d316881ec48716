package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.WriteTerms;
import dev.gamut.model.Catalog;
import dev.gamut.model.Condition;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.node.Node;
import dev.gamut.simulation.world.Cut;
import dev.gamut.simulation.world.FaultMix;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedWorld;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Five nodes, a leaderless table with sloppy quorums, and a network that is split in two for a
/// while: clients beside every node go on writing and reading, and then everything must become
/// equal again.
public final class SplitRun {
  private static final String TABLE = "items";
  private static final int NODES = 5;
  private static final int REPLICAS = 3;
  private static final int PARTITIONS = 4;
  private static final long SECOND = 1_000_000_000L;
  private static final long SETUP_NANOS = 60 * SECOND;

  /// How often it is looked whether all is equal.
  private static final long LOOK_NANOS = SECOND / 10;

  /// Longer than this is not equal soon.
  private static final long EQUAL_NANOS = 600 * SECOND;

  private static final int READ_ONE_IN = 5;

  private final SimulatedWorld world;
  private final SimulatedCluster cluster;
  private final Entropy draws;
  private final List<NodeClient> clients = new ArrayList<>();
  private final int writes;
  private final long spacingNanos;
  private final byte[] payload;
  private long begun;
  private long ended;
  private long reads;
  private long failed;
  private long slowestNanos;
  private long divergentBytes;

  /// What came of it.
  ///
  /// @param failed of the writes and reads
  /// @param slowestNanos of them that succeeded
  /// @param divergentBytes of all writes, as often as a replica lacked them when the split was over
  /// @param sentBytes between nodes from then until all was equal
  /// @param equalNanos from then until all was equal; -1 for never
  public record Report(
      long writes,
      long reads,
      long failed,
      long slowestNanos,
      long divergentBytes,
      long sentBytes,
      long equalNanos) {
    public double trafficRatio() {
      return (double) sentBytes / divergentBytes;
    }
  }

  /// @param writes on both sides together, while the network is split
  /// @param seconds that it is split for
  public SplitRun(long seed, int writes, long seconds, int valueBytes) {
    this.writes = writes;
    this.spacingNanos = seconds * SECOND / writes;
    this.payload = new byte[valueBytes];
    this.world = new SimulatedWorld(seed, FaultMix.quiet());
    this.cluster = new SimulatedCluster(world, shape(), (_, _, _) -> {});
    this.draws = world.entropy("split");
  }

  private static Quorums quorums() {
    return new Quorums(2, 2, true, ConflictPolicy.SIBLINGS);
  }

  private static ClusterShape shape() {
    return new ClusterShape(
        NODES,
        1,
        NODES,
        1,
        1,
        1,
        PARTITIONS,
        REPLICAS,
        StrategyKind.LEADERLESS,
        PartitionBy.HASH,
        quorums(),
        false,
        true);
  }

  public Report run() {
    begin();
    List<SimulatedMachine> nodes = cluster.machines();
    List<SimulatedMachine> left = nodes.subList(0, 2);
    Cut split = world.network().partition(left, nodes.subList(2, NODES));
    beginClients();
    beginNext();
    Invariant.check(
        world.runUntil(
            () -> ended == writes, world.nowNanos() + 2L * writes * spacingNanos + SETUP_NANOS),
        "%d of %d calls have ended",
        ended,
        writes);
    world.network().mend(split);
    long mended = world.nowNanos();
    long sent = world.network().sentBytes();
    boolean equal = false;
    while (!equal && world.nowNanos() - mended < EQUAL_NANOS) {
      world.runFor(LOOK_NANOS);
      equal = cluster.divergence() == null;
    }
    return new Report(
        writes,
        reads,
        failed,
        slowestNanos,
        divergentBytes,
        world.network().sentBytes() - sent,
        equal ? world.nowNanos() - mended : -1);
  }

  private void begin() {
    cluster.start();
    for (SimulatedMachine node : cluster.machines()) {
      clients.add(new NodeClient(world, node, cluster.addresses()));
    }
    TableSpec table =
        new TableSpec(
            TABLE,
            StrategyKind.LEADERLESS,
            PartitionBy.HASH,
            PARTITIONS,
            REPLICAS,
            List.of(),
            quorums());
    clients
        .getFirst()
        .await(new Call.CreateTable(table, SECOND), reply -> reply instanceof Reply.Changed);
    Invariant.check(
        world.runUntil(this::everyNodeKnowsTheTable, world.nowNanos() + SETUP_NANOS),
        "not every node knows the table");
  }

  private boolean everyNodeKnowsTheTable() {
    return cluster.machines().stream().allMatch(machine -> tableAt(machine) != null);
  }

  /// Each of them with its own node alone, and none has written before: no majority of the catalog
  /// gives a name to those on the smaller side.
  private void beginClients() {
    clients.forEach(client -> client.leaveWithItsNode(cluster.machines()));
    clients.forEach(client -> client.await(put("way of " + client), client::isServed));
  }

  private Call put(String key) {
    WriteTerms terms = new WriteTerms(true, 0, NodeClient.TIMEOUT_NANOS);
    Value value = Value.bytes(Bytes.copyOf(payload));
    return new Call.Put(TABLE, Key.of(key), value, new Condition.Always(), terms);
  }

  private static boolean isApplied(Reply reply) {
    return reply instanceof Reply.Written(Outcome.Applied _, _);
  }

  private void beginNext() {
    if (begun == writes) {
      return;
    }
    String key = "k" + begun;
    int at = (int) (begun++ % NODES);
    NodeClient client = clients.get(at);
    count(key, at < 2);
    long from = world.nowNanos();
    client.submit(
        put(key),
        reply -> {
          note(isApplied(reply), from);
          ended++;
          if (ended % READ_ONE_IN == 0) {
            read(client, key);
          }
        });
    world.after(draws.between(1, 2 * spacingNanos), this::beginNext);
  }

  private void read(NodeClient client, String key) {
    long from = world.nowNanos();
    reads++;
    client.submit(
        new Call.Get(
            TABLE, Key.of(key), new ReadTerms(Level.OF_TABLE, false, 0, NodeClient.TIMEOUT_NANOS)),
        reply -> note(reply instanceof Reply.Read(var item, _) && item != null, from));
  }

  private void note(boolean succeeded, long from) {
    if (succeeded) {
      slowestNanos = Math.max(slowestNanos, world.nowNanos() - from);
    } else {
      failed++;
    }
  }

  /// Notes what the homes on the other side will lack of a write.
  private void count(String key, boolean left) {
    Table table = table();
    Bytes place = Key.of(key).place(PartitionBy.HASH);
    PartitionDescriptor partition = table.partitions().get(table.indexOf(place));
    long lacking = partition.replicas().stream().filter(home -> home.value() <= 2 != left).count();
    divergentBytes += lacking * (place.length() + payload.length);
  }

  private Table table() {
    for (SimulatedMachine machine : cluster.machines()) {
      Table found = tableAt(machine);
      if (found != null) {
        return found;
      }
    }
    throw new IllegalStateException("no node knows the table");
  }

  private @Nullable Table tableAt(SimulatedMachine machine) {
    Node node = machine.id() == null ? null : cluster.node(machine.id());
    Catalog catalog = node == null ? null : node.catalog();
    return catalog == null ? null : catalog.table(TABLE);
  }
}
