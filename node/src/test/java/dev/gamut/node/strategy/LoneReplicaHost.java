package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.node.StepLoop;
import dev.gamut.protocol.raft.RaftCodec;
import dev.gamut.protocol.raft.RaftMessage;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.EpochRun;
import dev.gamut.storage.journal.RecoveredGroup;
import dev.gamut.wire.Operation;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node that has one replica: its log is in memory and durable a turn later, and what it sends is
/// kept for whoever asks.
final class LoneReplicaHost implements ReplicaHost {
  private final NodeId self;
  private final StepLoop loop;
  private final Store store;
  private final TreeMap<Long, Bytes> log = new TreeMap<>();
  private long firstIndex = 1;
  private Bytes state = Bytes.EMPTY;
  boolean room = true;
  boolean dotLogFull;
  final List<Sent> sent = new ArrayList<>();
  final List<Operation.ReplicaChange> suggested = new ArrayList<>();
  final List<String> lost = new ArrayList<>();
  final List<String> events = new ArrayList<>();

  /// A message that left.
  record Sent(NodeId to, Bytes body) {
    RaftMessage ofRaft() {
      try {
        return RaftCodec.read(new ByteReader(body));
      } catch (MalformedException e) {
        throw new AssertionError("sends what cannot be read", e);
      }
    }
  }

  LoneReplicaHost(NodeId self, StepLoop loop, Store store) {
    this.self = self;
    this.loop = loop;
    this.store = store;
  }

  /// What a journal that holds the same finds when it is opened.
  RecoveredGroup recovered(PartitionId id) {
    long last = log.isEmpty() ? firstIndex - 1 : log.lastKey();
    List<EpochRun> terms = new ArrayList<>();
    log.forEach(
        (index, entry) -> {
          long term = ReplicaStarter.termOf(entry);
          if (terms.isEmpty() || terms.getLast().epoch() != term) {
            terms.add(new EpochRun(index, term));
          }
        });
    return new RecoveredGroup(id, state, firstIndex, last, false, false, terms);
  }

  /// Takes over what another host's journal holds, as the next process of the node.
  LoneReplicaHost withLogOf(LoneReplicaHost before) {
    log.putAll(before.log);
    firstIndex = before.firstIndex;
    state = before.state;
    return this;
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public long monotonicNanos() {
    return loop.monotonicNanos();
  }

  @Override
  public long wallMillis() {
    return loop.wall().latestMillis();
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public long seed() {
    return 1;
  }

  @Override
  public void touch() {}

  @Override
  public void logEntry(long index, Bytes record) {
    log.tailMap(index).clear();
    log.put(index, record);
  }

  @Override
  public void logState(Bytes newState) {
    state = newState;
  }

  @Override
  public void logStart(long newFirstIndex) {
    log.headMap(newFirstIndex).clear();
    firstIndex = newFirstIndex;
  }

  @Override
  public void logReset() {
    log.clear();
    firstIndex = 1;
    state = Bytes.EMPTY;
  }

  @Override
  public void onceDurable(Runnable task) {
    loop.post(task);
  }

  @Override
  public void readLog(long from, long toExclusive, int bytesMax, Consumer<List<Bytes>> answer) {
    List<Bytes> records =
        log.containsKey(from) ? List.copyOf(log.subMap(from, toExclusive).values()) : List.of();
    loop.post(() -> answer.accept(records));
  }

  @Override
  public void logLost(String what) {
    lost.add(what);
  }

  @Override
  public long dotLogBytesMax(long bytes) {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean isDotLogFull() {
    return dotLogFull;
  }

  @Override
  public boolean hasRoom() {
    return room;
  }

  @Override
  public long logPressure() {
    return 0;
  }

  @Override
  public void send(NodeId to, Consumer<ByteWriter> message) {
    ByteWriter out = new ByteWriter(64);
    message.accept(out);
    sent.add(new Sent(to, out.take()));
  }

  @Override
  public void suggest(Operation.ReplicaChange change) {
    suggested.add(change);
  }

  @Override
  public Catalog catalog() {
    throw new AssertionError("this is no replica of the catalog");
  }

  @Override
  public boolean isWritable(NodeId to) {
    return true;
  }

  @Override
  public @Nullable Probe probe() {
    return null;
  }

  @Override
  public void count(ReplicaEvent event) {}

  @Override
  public void event(String what) {
    events.add(what);
  }
}
