package dev.gamut.node;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.strategy.Probe;
import dev.gamut.node.strategy.Replica;
import dev.gamut.node.strategy.ReplicaEvent;
import dev.gamut.node.strategy.ReplicaHost;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.Room;
import dev.gamut.wire.Operation;
import dev.gamut.world.Loop;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The doors of a node as one partition's replica sees them.
final class PartitionHost implements ReplicaHost {
  private final Node node;
  private final Shard shard;
  private final PartitionDescriptor descriptor;
  private @Nullable Replica replica;
  private Bytes lastState;
  private boolean touched;

  /// @param lastState what the journal holds beside the log
  PartitionHost(Node node, Shard shard, PartitionDescriptor descriptor, Bytes lastState) {
    this.node = node;
    this.shard = shard;
    this.descriptor = descriptor;
    this.lastState = lastState;
  }

  /// What lies beside the log: it outlives a log that has to be built anew.
  Bytes lastState() {
    return lastState;
  }

  /// The replica asks for its turn's end through this host.
  void serve(Replica replica) {
    this.replica = replica;
  }

  private PartitionId id() {
    return descriptor.id();
  }

  @Override
  public NodeId self() {
    return node.self();
  }

  @Override
  public long monotonicNanos() {
    return shard.time().monotonicNanos();
  }

  @Override
  public long wallMillis() {
    return shard.time().wallMillis();
  }

  @Override
  public Loop loop() {
    return shard.loop();
  }

  @Override
  public Store store() {
    return shard.store();
  }

  @Override
  public long seed() {
    return node.entropy().nextLong();
  }

  @Override
  public void touch() {
    if (!touched) {
      touched = true;
      shard.touch(this);
    }
  }

  void endTurn() {
    touched = false;
    if (replica != null) {
      replica.endTurn();
    }
  }

  @Override
  public void logEntry(long index, Bytes record) {
    shard.appender().entry(id(), index, record);
    shard.appended();
  }

  @Override
  public void logState(Bytes state) {
    lastState = state;
    shard.appender().state(id(), state);
    shard.appended();
  }

  @Override
  public void logStart(long firstIndex) {
    shard.appender().start(id(), firstIndex);
    shard.pressure().logBegins(id(), firstIndex);
    shard.appended();
  }

  @Override
  public void logReset() {
    shard.appender().remove(id());
    shard.pressure().logBegins(id(), Long.MAX_VALUE);
    shard.appended();
  }

  @Override
  public void onceDurable(Runnable task) {
    shard.onceDurable(task);
  }

  @Override
  public void readLog(long from, long toExclusive, int bytesMax, Consumer<List<Bytes>> answer) {
    node.journal().read(id(), from, toExclusive, bytesMax, shard.loop(), answer);
  }

  @Override
  public void logLost(String what) {
    shard.damaged(id(), what);
  }

  @Override
  public long logPressure() {
    return shard.pressure().isOn(id()) ? Long.MAX_VALUE : 0;
  }

  @Override
  public long dotLogBytesMax(long bytes) {
    return shard.pressure().dotLogs().bytesMax(bytes);
  }

  @Override
  public boolean isDotLogFull() {
    return shard.pressure().dotLogs().isFull();
  }

  @Override
  public boolean hasRoom() {
    return shard.appender().room() == Room.OPEN && shard.appender().isKeepingUp();
  }

  @Override
  public void send(NodeId to, Consumer<ByteWriter> message) {
    long epoch = replica == null ? descriptor.epoch() : replica.descriptor().epoch();
    shard.send(to, id(), epoch, message);
  }

  @Override
  public void suggest(Operation.ReplicaChange change) {
    node.onShard(node.first(), () -> node.suggestions().make(change));
  }

  @Override
  public Catalog catalog() {
    return node.catalog();
  }

  @Override
  public boolean isWritable(NodeId to) {
    return node.network().isWritable(to);
  }

  @Override
  public @Nullable Probe probe() {
    return node.probe();
  }

  @Override
  public void count(ReplicaEvent event) {
    shard.counts().count(event);
  }

  @Override
  public void event(String what) {
    node.event(what);
  }
}
