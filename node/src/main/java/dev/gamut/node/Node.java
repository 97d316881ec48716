package dev.gamut.node;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.LogLine;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.TableId;
import dev.gamut.node.request.Mode;
import dev.gamut.node.request.RequestChain;
import dev.gamut.node.strategy.Call;
import dev.gamut.node.strategy.Probe;
import dev.gamut.node.strategy.Replica;
import dev.gamut.storage.journal.Journal;
import dev.gamut.storage.journal.Recovered;
import dev.gamut.world.Connection;
import dev.gamut.world.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A whole node: its shards, the catalog it follows, and the replicas that the catalog gives it. It
/// knows no real and no simulated world, only doors.
///
/// Lives on its loops: construct it, then call [#start] on the first loop.
public final class Node {
  private final NodeSettings settings;
  private final NodeWorld world;
  private final Journal journal;
  private final List<Shard> shards = new ArrayList<>();
  private final Tenancy tenancy;
  private final Router router;
  private final Relay relay;
  private final Suggestions suggestions;
  private final Housekeeping housekeeping;
  private final long startedNanos;
  private final Set<Shard> shardsFull = new LinkedHashSet<>();
  private Catalog catalog;
  private Mode mode = Mode.RECOVERING;

  /// The mode if there were room.
  private Mode intended = Mode.RECOVERING;

  public Node(NodeSettings settings, NodeWorld world) {
    this.settings = settings;
    this.world = world;
    this.journal = world.recovered().journal();
    this.startedNanos = world.clock().monotonicNanos();
    this.catalog = Catalog.first(settings.cluster(), settings.members());
    long budget = settings.requestBudgetBytes() / world.loops().size();
    for (int i = 0; i < world.loops().size(); i++) {
      shards.add(new Shard(this, i, new RequestChain(budget)));
    }
    this.tenancy = new Tenancy(this);
    this.router = new Router(this);
    this.relay = Relay.of(this);
    this.suggestions = new Suggestions(this);
    this.housekeeping = new Housekeeping(this);
  }

  /// Begins to recover and then to serve; on the first loop.
  public void start() {
    tenancy.start();
    housekeeping.start();
  }

  /// Refuses new work from now on; the world may end a little later.
  public void drain() {
    enter(Mode.DRAINING);
  }

  /// Stops every replica; on the first loop, in a world whose loops are one thread or still run.
  public void close() {
    housekeeping.close();
    relay.close();
    for (Shard shard : shards) {
      onShard(
          shard,
          () -> {
            shard.replicas().values().forEach(Replica::close);
            shard.store().close();
          });
    }
  }

  /// Who takes the frames of other nodes; on the first loop.
  public Network.Receiver peers() {
    return new PeerDoor(this);
  }

  /// Who takes the connections of clients that one loop owns.
  public Connection.Handler clients(int loopIndex) {
    Shard shard = shards.get(loopIndex);
    return new Connection.Handler() {
      @Override
      public void opened(Connection connection) {
        shard.opened(connection);
      }

      @Override
      public void receive(Connection connection, Bytes frame) {
        shard.receive(connection, frame);
      }

      @Override
      public void closed(Connection connection, String reason) {
        shard.closed(connection);
      }
    };
  }

  void route(Call call, Shard from) {
    router.route(call, from);
  }

  Shard shardOf(PartitionId partition) {
    return shards.get((int) (partition.value() % shards.size()));
  }

  void onShard(Shard shard, Runnable task) {
    if (shard.loop().isCurrent()) {
      task.run();
    } else {
      shard.loop().post(task);
    }
  }

  /// Every shard works in the new mode from its next request on; on the first loop.
  void enter(Mode next) {
    intended = next;
    enterWhatIsDue();
  }

  /// A full disk is a state of every chain, left again when there is room; on the first loop.
  ///
  /// @param why which of the shard's files has no room; empty when all have
  void roomChanged(Shard shard, String why) {
    if (why.isEmpty()) {
      shardsFull.remove(shard);
    } else if (shardsFull.add(shard)) {
      event(LogLine.of("no-room", "reason", why));
    }
    enterWhatIsDue();
  }

  private void enterWhatIsDue() {
    Mode due = intended == Mode.NORMAL && !shardsFull.isEmpty() ? Mode.FULL : intended;
    if (due == mode) {
      return;
    }
    mode = due;
    event(LogLine.of("mode-changed", "mode", due.label()));
    for (Shard shard : shards) {
      onShard(shard, () -> shard.chain().enter(due));
    }
  }

  void fatal(Throwable cause) {
    world.fatal().accept(cause);
  }

  NodeSettings settings() {
    return settings;
  }

  public NodeId self() {
    return settings.self();
  }

  List<Shard> shards() {
    return shards;
  }

  Shard first() {
    return shards.getFirst();
  }

  Tenancy tenancy() {
    return tenancy;
  }

  Relay relay() {
    return relay;
  }

  Suggestions suggestions() {
    return suggestions;
  }

  Recovered recovered() {
    return world.recovered();
  }

  NodeWorld world() {
    return world;
  }

  Journal journal() {
    return journal;
  }

  Network network() {
    return world.network();
  }

  Entropy entropy() {
    return world.entropy();
  }

  long monotonicNanos() {
    return world.clock().monotonicNanos();
  }

  long wallMillis() {
    return world.clock().wall().latestMillis();
  }

  long uptimeMillis() {
    return (monotonicNanos() - startedNanos) / 1_000_000;
  }

  void event(String what) {
    world.events().accept(what);
  }

  /// The state of the request chain, in words; on the first loop.
  public String mode() {
    return mode.label();
  }

  /// Gathers how the node is from all its loops; from any loop, answered on the first.
  public void figures(Consumer<NodeFigures> answer) {
    onShard(first(), new FigureGathering(this, answer)::start);
  }

  /// How much this node leads: two for each partition of a table, one for the catalog, which so
  /// decides only between equals. For a world whose loops are one thread.
  public int leading() {
    int weight = 0;
    for (Shard shard : shards) {
      for (Replica replica : shard.replicas().values()) {
        if (replica.status().role().equals("leader")) {
          weight += replica.descriptor().id().equals(PartitionId.CATALOG) ? 1 : 2;
        }
      }
    }
    return weight;
  }

  @Nullable Probe probe() {
    return world.probe();
  }

  /// The last catalog that this node has applied; on the first loop.
  public Catalog catalog() {
    return catalog;
  }

  /// From the first loop; the orders of tables are read on every loop.
  void adopt(Catalog next) {
    catalog = next;
    Map<TableId, PartitionBy> changed = new HashMap<>();
    next.tables().values().forEach(t -> changed.put(t.id(), t.spec().partitionBy()));
    for (Shard shard : shards) {
      onShard(shard, () -> shard.adopt(changed));
    }
  }
}
