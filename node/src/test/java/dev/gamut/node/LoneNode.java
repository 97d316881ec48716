package dev.gamut.node;

import static java.util.Objects.requireNonNull;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Level;
import dev.gamut.model.Member;
import dev.gamut.model.OperationId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.node.strategy.ReplicaStarter;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import dev.gamut.storage.disk.MemoryDisk;
import dev.gamut.storage.journal.Journal;
import dev.gamut.storage.journal.JournalConfig;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Batch;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import dev.gamut.world.Connection;
import dev.gamut.world.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/// A whole node, the only one of its cluster, over doors in memory, and a client's connection to
/// it: requests go in as frames, and answers come out so.
final class LoneNode implements Connection, Network {
  static final NodeId SELF = new NodeId(1);
  private static final UUID CLUSTER = new UUID(1, 2);
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  final StepLoop loop = new StepLoop();
  final MemoryDisk disk = new MemoryDisk(Entropy.seeded(1));
  final MemoryStore store =
      new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.NEXT_TURN));
  final List<String> events = new ArrayList<>();
  final List<Throwable> fatal = new ArrayList<>();
  final Node node;
  private final Connection.Handler door;
  private final TreeMap<Long, Result> answers = new TreeMap<>();
  private long lastId;
  private long lastSequence;
  private boolean closed;

  LoneNode() throws IOException {
    this(new Store.Condition.Healthy());
  }

  LoneNode(Store.Condition found) throws IOException {
    store.become(found);
    loop.settle();
    Member member = new Member(SELF, "n1:1", "");
    Journal.Doors doors = new Journal.Doors(disk, loop, loop, loop, Entropy.seeded(2));
    NodeWorld world =
        new NodeWorld(
            List.of(loop),
            loop,
            this,
            (address, _) -> {
              throw new AssertionError("there is nobody at " + address);
            },
            Entropy.seeded(3),
            List.of(store),
            Journal.open(doors, JournalConfig.tiny(false), ReplicaStarter::termOf),
            events::add,
            fatal::add,
            null);
    node = new Node(NodeSettings.defaults(SELF, CLUSTER, List.of(member)), world);
    door = node.clients(0);
  }

  /// One that serves.
  static LoneNode started() throws IOException {
    LoneNode lone = new LoneNode();
    lone.connect();
    lone.node.start();
    lone.loop.runUntil(
        () -> lone.node.mode().equals("serving") && lone.node.leading() > 0, PATIENCE_NANOS);
    return lone;
  }

  void connect() {
    door.opened(this);
  }

  /// Makes a table of one replica a partition, and returns its partitions once they are led.
  List<PartitionDescriptor> table(TableSpec spec) {
    Result created = change(new Operation.CreateTable(spec));
    if (!(created instanceof Result.Changed)) {
      throw new AssertionError("not created: " + created);
    }
    List<PartitionDescriptor> partitions =
        requireNonNull(node.catalog().table(spec.name())).partitions();
    int led = spec.strategy() == StrategyKind.CONSENSUS ? 1 + partitions.size() : 1;
    loop.runUntil(() -> node.leading() >= led, PATIENCE_NANOS);
    return partitions;
  }

  /// Asks the catalog's partition.
  Result change(Operation change) {
    return ask(Requests.to(PartitionId.CATALOG).at(0).named(nextName()), change);
  }

  OperationId nextName() {
    lastSequence++;
    return Requests.name(77, lastSequence, lastSequence);
  }

  /// Sends a request and waits for its answer.
  Result ask(Requests request, Operation operation) {
    return await(send(request, operation));
  }

  Result askAt(Requests request, Operation operation, Level level) {
    return askAt(request, operation, level, 0);
  }

  Result askAt(Requests request, Operation operation, Level level, int quorum) {
    lastId++;
    deliver(request.numbered(lastId).asks(operation, level, quorum));
    return await(lastId);
  }

  /// Sends a request; its number is for [#await].
  long send(Requests request, Operation operation) {
    lastId++;
    deliver(request.numbered(lastId).asks(operation));
    return lastId;
  }

  private void deliver(Request request) {
    Batch batch = new Batch();
    request.write(batch.begin());
    batch.end();
    Bytes frame = batch.take();
    loop.post(() -> door.receive(this, frame));
  }

  Result await(long id) {
    loop.runUntil(() -> answers.containsKey(id), PATIENCE_NANOS);
    return requireNonNull(answers.get(id));
  }

  boolean isAnswered(long id) {
    return answers.containsKey(id);
  }

  void receiveGarbage(Bytes frame) {
    loop.post(() -> door.receive(this, frame));
    loop.settle();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void send(Bytes frame) {
    try {
      ByteReader in = new ByteReader(frame);
      while (in.remaining() > 0) {
        Answer answer = Answer.read(new ByteReader(Batch.next(in)));
        if (answers.put(answer.requestId(), answer.result()) != null) {
          throw new AssertionError("answered twice: " + answer);
        }
      }
    } catch (MalformedException e) {
      throw new AssertionError("an answer that cannot be read", e);
    }
  }

  @Override
  public long queuedBytes() {
    return 0;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String remote() {
    return "test";
  }

  @Override
  public void send(NodeId to, Bytes frame) {
    throw new AssertionError("there is no " + to);
  }

  @Override
  public boolean isWritable(NodeId to) {
    return true;
  }
}
