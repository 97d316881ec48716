package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.Catalog;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.Member;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Three toy nodes with a catalog, and a client of them. The nodes answer what is about the catalog
/// by themselves; node 1 leads the catalog's group. What is about items waits for the test.
final class ToyCluster {
  static final long SECOND = 1_000 * ToyWorld.MILLI;
  static final Version VERSION = version(7);

  final ToyWorld world;
  final List<Reply> replies = new ArrayList<>();
  final List<NodeId> ids = List.of(new NodeId(1), new NodeId(2), new NodeId(3));
  Catalog catalog;
  ClientCore core;
  int catalogAsked;
  long nextClient = 100;

  ToyCluster(long seed) {
    world = new ToyWorld(seed);
    List<Member> members =
        ids.stream().map(id -> new Member(id, "n" + id.value() + ":7400", "")).toList();
    catalog = Catalog.first(new UUID(1, 2), members);
    add(spec("carts", PartitionBy.HASH, 4, List.of()), 10);
    add(spec("words", PartitionBy.RANGE, 3, List.of(Bytes.utf8("h"), Bytes.utf8("p"))), 20);
    for (NodeId id : ids) {
      ToyNode node = node(id.value());
      node.script = received -> aboutCatalog(node, received);
    }
    core = client(ClientConfig.of(List.of("n1:7400", "n2:7400", "n3:7400")));
  }

  static TableSpec spec(String name, PartitionBy by, int partitions, List<Bytes> splitAt) {
    return new TableSpec(name, StrategyKind.CONSENSUS, by, partitions, 3, splitAt);
  }

  static Version version(long sequence) {
    return new Version(HybridTime.ofMillis(1_700_000_000_000L), new Dot(5, sequence));
  }

  ClientCore client(ClientConfig config) {
    return new ClientCore(world, world, world.entropy, world, config);
  }

  ToyNode node(int id) {
    return world.node("n" + id + ":7400");
  }

  /// Adds a table, or a new description of one, with all replicas on nodes 1, 2 and 3.
  void add(TableSpec spec, long firstPartition) {
    add(spec, firstPartition, 1);
  }

  void add(TableSpec spec, long firstPartition, long epoch) {
    List<PartitionDescriptor> partitions = new ArrayList<>();
    List<Bytes> starts = starts(spec);
    TableId id = new TableId((int) firstPartition);
    for (int i = 0; i < starts.size(); i++) {
      Bytes to = i + 1 < starts.size() ? starts.get(i + 1) : null;
      PartitionId partition = new PartitionId(firstPartition + i);
      partitions.add(new PartitionDescriptor(partition, id, epoch, 9, starts.get(i), to, ids));
    }
    catalog =
        catalog.with(catalog.version() + 1, new Table(id, spec, partitions), catalog.counters());
  }

  /// Adds a table of one leaderless partition.
  void addLeaderless(String name, long partition) {
    TableSpec spec =
        new TableSpec(name, StrategyKind.LEADERLESS, PartitionBy.HASH, 1, 3, List.of());
    TableId id = new TableId((int) partition);
    PartitionDescriptor only =
        new PartitionDescriptor(
            new PartitionId(partition),
            id,
            1,
            partition,
            Bytes.EMPTY,
            null,
            ids,
            new PartitionDescriptor.Peers(
                List.of(), List.of(partition, partition + 1, partition + 2)));
    catalog =
        catalog.with(catalog.version() + 1, new Table(id, spec, List.of(only)), catalog.counters());
  }

  private static List<Bytes> starts(TableSpec spec) {
    List<Bytes> starts = new ArrayList<>(List.of(Bytes.EMPTY));
    if (spec.partitionBy() == PartitionBy.RANGE) {
      spec.splitAt().forEach(point -> starts.add(Key.placePrefix(point)));
    } else {
      long step = Long.divideUnsigned(-1, spec.partitionCount()) + 1;
      for (int i = 1; i < spec.partitionCount(); i++) {
        starts.add(Key.placeOfToken(step * i));
      }
    }
    return starts;
  }

  /// Answers what every node, or the catalog's leader, knows by itself.
  boolean aboutCatalog(ToyNode node, ToyNode.Received received) {
    switch (received.operation()) {
      case Operation.NewestCatalog _ when node != node(1) -> received.answer(notLeader(1));
      case Operation.NewestCatalog(long known) -> tellCatalog(received, known);
      case Operation.GetCatalog(long known) -> tellCatalog(received, known);
      case Operation.CatalogChange change when node != node(1) -> {
        assert change != null;
        received.answer(notLeader(1));
      }
      case Operation.GrantClient(long lifetime) ->
          received.answer(
              new Result.ClientGranted(
                  nextClient++, HybridTime.ofMillis(world.wall().latestMillis() + lifetime)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void tellCatalog(ToyNode.Received received, long known) {
    catalogAsked++;
    received.answer(Result.CatalogIs.of(catalog, known));
  }

  static Result notLeader(int leader) {
    return new Result.Refused(
        Result.Reason.NOT_LEADER, "", 0, leader == 0 ? null : new NodeId(leader));
  }

  static Result refused(Result.Reason reason) {
    return Result.Refused.of(reason, "");
  }

  static Result applied() {
    return new Result.Written(new Outcome.Applied(VERSION));
  }

  void submit(Call call) {
    world.turn(() -> core.submit(call, replies::add));
  }

  void put(String key, long timeoutMillis) {
    put("carts", key, timeoutMillis);
  }

  void put(String table, String key, long timeoutMillis) {
    submit(
        new Call.Put(
            table,
            Key.of(key),
            Value.bytes(Bytes.utf8("v")),
            new Condition.Always(),
            timeoutMillis * ToyWorld.MILLI));
  }

  void get(String key, long timeoutMillis) {
    submit(new Call.Get("carts", Key.of(key), ReadTerms.within(timeoutMillis * ToyWorld.MILLI)));
  }

  /// Makes the client know the catalog, and have a client id.
  void warm() {
    put("warm", 1_000);
    world.runMillis(10);
    node(1).next().answer(applied());
    world.runMillis(10);
    replies.clear();
    node(1).seen.clear();
  }

  Reply onlyReply() {
    if (replies.size() != 1) {
      throw new AssertionError("one reply expected: " + replies);
    }
    return replies.getFirst();
  }
}
