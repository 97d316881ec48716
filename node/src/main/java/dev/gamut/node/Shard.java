package dev.gamut.node;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.TableId;
import dev.gamut.node.request.RequestChain;
import dev.gamut.node.strategy.Call;
import dev.gamut.node.strategy.Replica;
import dev.gamut.node.strategy.ReplicaEvent;
import dev.gamut.storage.GatheringStore;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.Appender;
import dev.gamut.storage.journal.JournalListener;
import dev.gamut.storage.journal.Pin;
import dev.gamut.storage.journal.Room;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One loop's replicas and connections. During a turn everything gathers; at its end replicas
/// propose, then the journal, peers and clients get a batch each: followers work while it syncs.
final class Shard {
  /// What waits for a journal that takes nothing; peers send again what is dropped beyond.
  private static final long STUCK_BYTES_MAX = 16 << 20;

  private final Node node;
  private final Loop loop;
  private final Appender appender;
  private final RequestChain chain;
  private final GatheringStore gathering;
  private final ShardCounts counts = new ShardCounts();
  private final Store store;
  private final RoomWatch room;
  private final TurnClock time;
  private final Outgoing outgoing;
  private final ByPartition<Replica> replicas = new ByPartition<>();
  private final Map<PartitionId, PartitionHost> hosts = new TreeMap<>();
  private final IdentityHashMap<Connection, Session> sessions = new IdentityHashMap<>();
  private List<PartitionHost> touched = new ArrayList<>();
  private List<Session> unflushed = new ArrayList<>();
  private List<Runnable> onceDurable = new ArrayList<>();
  private Map<TableId, PartitionBy> orders = Map.of();
  private final Pressure pressure;
  private long flushedAtBytes;

  private boolean appended;
  private boolean turnEndAsked;

  Shard(Node node, int index, RequestChain chain) {
    this.node = node;
    this.loop = node.world().loops().get(index);
    this.appender = node.journal().appender(loop, new Listener());
    this.chain = chain;
    this.gathering = node.settings().gathering(node.world().stores().get(index));
    this.store = new ShardStore(gathering, loop);
    this.pressure = new Pressure(node.settings().dotLogBytes() / node.world().loops().size());
    this.room = new RoomWatch(node, this);
    this.outgoing = new Outgoing(node.network());
    this.time = new TurnClock(node.world().clock(), loop, this::askTurnEnd);
    store.onCondition(room::storeIs);
  }

  Loop loop() {
    return loop;
  }

  /// How much the journal had written when the store was flushed last.
  long flushedAtBytes() {
    return flushedAtBytes;
  }

  /// The store lags behind what is applied by one round of housekeeping at the most.
  void handOnToStore() {
    gathering.handOn();
    if (!pressure.isEmpty()) {
      store.flush();
    }
  }

  void flushStore(long writtenBytes) {
    flushedAtBytes = writtenBytes;
    store.flush();
  }

  Store store() {
    return store;
  }

  RequestChain chain() {
    return chain;
  }

  ShardCounts counts() {
    return counts;
  }

  ShardFigures figures() {
    return ShardFigures.of(this, sessions.size(), pressure.count());
  }

  Appender appender() {
    return appender;
  }

  ByPartition<Replica> replicas() {
    return replicas;
  }

  void adopt(Map<TableId, PartitionBy> changed) {
    orders = changed;
  }

  PartitionBy orderOf(TableId table) {
    return orders.getOrDefault(table, PartitionBy.HASH);
  }

  Map<PartitionId, PartitionHost> hosts() {
    return hosts;
  }

  TurnClock time() {
    return time;
  }

  long monotonicNanos() {
    return node.monotonicNanos();
  }

  void event(String what) {
    node.event(what);
  }

  void opened(Connection connection) {
    sessions.put(connection, new Session(this, connection));
  }

  void receive(Connection connection, Bytes frame) {
    Session session = sessions.get(connection);
    if (session != null) {
      session.receive(frame);
    }
  }

  void closed(Connection connection) {
    Session session = sessions.remove(connection);
    if (session != null) {
      session.closed();
    }
  }

  void route(Call call) {
    node.route(call, this);
  }

  /// Takes the message of a peer's replica. A message never creates a replica.
  void receive(NodeId from, PartitionId partition, long epoch, Bytes message) {
    Replica replica = replicas.get(partition);
    if (replica == null || replica.descriptor().epoch() != epoch || isStuck()) {
      return;
    }
    try {
      replica.receive(from, new ByteReader(message));
    } catch (MalformedException e) {
      event(
          LogLine.of(
              "message-dropped", "from", from, "partition", partition, "reason", e.getMessage()));
    }
  }

  private boolean isStuck() {
    return appender.room() == Room.NONE && appender.pendingBytes() > STUCK_BYTES_MAX;
  }

  void send(NodeId to, PartitionId partition, long epoch, Consumer<ByteWriter> message) {
    outgoing.add(to, partition, epoch, message);
    askTurnEnd();
  }

  void touch(PartitionHost host) {
    touched.add(host);
    askTurnEnd();
  }

  void flushAtTurnEnd(Session session) {
    unflushed.add(session);
    askTurnEnd();
  }

  void onceDurable(Runnable task) {
    onceDurable.add(task);
    askTurnEnd();
  }

  /// Something was appended for the journal: it leaves at the end of the turn.
  void appended() {
    appended = true;
    askTurnEnd();
  }

  private void askTurnEnd() {
    if (!turnEndAsked) {
      turnEndAsked = true;
      loop.atTurnEnd(this::endTurn);
    }
  }

  private void endTurn() {
    List<PartitionHost> now = touched;
    touched = new ArrayList<>();
    for (PartitionHost host : now) {
      host.endTurn();
    }
    commit();
    outgoing.send();
    List<Session> sessionsNow = unflushed;
    unflushed = new ArrayList<>();
    sessionsNow.forEach(Session::flush);
    turnEndAsked = false;
    time.turnEnds();
    if (!touched.isEmpty() || !unflushed.isEmpty() || !onceDurable.isEmpty() || appended) {
      askTurnEnd();
    }
  }

  private void commit() {
    if (onceDurable.isEmpty() && !appended) {
      return;
    }
    appended = false;
    List<Runnable> tasks = onceDurable;
    onceDurable = new ArrayList<>();
    appender.commit(
        () -> {
          for (Runnable task : tasks) {
            task.run();
          }
        });
  }

  /// What the journal tells this loop.
  private final class Listener implements JournalListener {
    @Override
    public void roomChanged(Room room) {
      Shard.this.room.tell();
    }

    @Override
    public void failed(Exception cause) {
      node.fatal(cause);
    }

    @Override
    public void damaged(PartitionId group, String what) {
      Shard.this.damaged(group, what);
    }

    @Override
    public void pinned(List<Pin> pins) {
      store.flush();
      pins.forEach(pressure::add);
    }
  }

  void damaged(PartitionId partition, String what) {
    counts.count(ReplicaEvent.DAMAGED);
    event(LogLine.of("replica-damaged", "partition", partition, "reason", what));
    node.tenancy().rebuild(this, partition);
  }

  Pressure pressure() {
    return pressure;
  }

  @Nullable Replica replica(PartitionId partition) {
    return replicas.get(partition);
  }
}
