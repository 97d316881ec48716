package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.LeaderlessMachine;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Position;
import dev.gamut.protocol.leaderless.Leaderless;
import dev.gamut.protocol.leaderless.LeaderlessCodec;
import dev.gamut.protocol.leaderless.LeaderlessEffect;
import dev.gamut.protocol.leaderless.LeaderlessEvent;
import dev.gamut.protocol.leaderless.LeaderlessMessage;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Now;
import dev.gamut.protocol.leaderless.Purpose;
import dev.gamut.protocol.leaderless.TimerKind;
import dev.gamut.wire.NodeStatus;
import dev.gamut.world.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Strategy `leaderless`: a home of the partition, its core between this node's doors. Every home
/// coordinates what its callers ask; what it logs in a turn is durable as one batch.
public final class LeaderlessReplica implements Replica {
  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final LeaderlessMachine machine;
  private final Applier applier;
  private final Leaderless core;
  private final LeaderlessCalls calls;
  private final HandOver handOver;
  private final Map<TimerKind, Loop.Timer> timers = new EnumMap<>(TimerKind.class);
  private final ArrayDeque<LeaderlessEvent> waiting = new ArrayDeque<>();

  /// What was logged for which purpose, in the order of the log.
  private final ArrayDeque<Purpose> logged = new ArrayDeque<>();

  private List<LogEntry> turn = new ArrayList<>();
  private final long recoveredIndex;
  private long lastIndex;
  private HybridTime lastTime;
  private long firstIndex;
  private boolean stepping;
  private boolean closed;

  /// What a replica begins with.
  ///
  /// @param recovered entries of the log behind the applied position
  record Origin(
      Leaderless core,
      LeaderlessMachine machine,
      Position applied,
      List<LogEntry> recovered,
      long firstIndex) {}

  LeaderlessReplica(ReplicaHost host, PartitionDescriptor descriptor, Origin origin) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = origin.machine();
    this.core = origin.core();
    this.calls = new LeaderlessCalls(host, descriptor, machine.quorums());
    this.handOver = new HandOver(host, descriptor, machine);
    Position applied = origin.applied();
    this.applier = new Applier(host.store(), machine, descriptor.id(), applied, this::applied);
    LogEntry last = origin.recovered().isEmpty() ? null : origin.recovered().getLast();
    lastIndex = last == null ? applied.index() : last.index();
    lastTime = last == null ? applied.time() : last.time();
    recoveredIndex = lastIndex;
    firstIndex = origin.firstIndex();
    applier.add(origin.recovered());
  }

  /// Begins to speak once everything is applied that the last process had logged.
  private void beginIfRecovered() {
    if (!calls.isOpen() && applier.position().index() >= recoveredIndex) {
      List<LeaderlessEffect> effects = new ArrayList<>();
      core.start(machine.seen(), now(), effects);
      carryOut(effects);
      calls.open().forEach(this::handle);
    }
  }

  void begin() {
    beginIfRecovered();
  }

  @Override
  public PartitionDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void handle(Call call) {
    LeaderlessEvent event = calls.admit(call);
    if (event != null) {
      step(event);
    }
  }

  @Override
  public void receive(NodeId from, ByteReader message) throws MalformedException {
    LeaderlessMessage received = LeaderlessCodec.read(message);
    if (calls.isOpen()) {
      step(new LeaderlessEvent.Received(from, received));
    }
  }

  private void step(LeaderlessEvent event) {
    if (closed) {
      return;
    }
    waiting.add(event);
    if (stepping) {
      return;
    }
    stepping = true;
    for (LeaderlessEvent next = waiting.poll(); next != null; next = waiting.poll()) {
      List<LeaderlessEffect> effects = new ArrayList<>();
      core.step(next, now(), effects);
      carryOut(effects);
    }
    stepping = false;
  }

  private Now now() {
    return new Now(host.monotonicNanos(), host.wallMillis());
  }

  private void carryOut(List<LeaderlessEffect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      carryOut(effects.get(i));
    }
  }

  private void carryOut(LeaderlessEffect effect) {
    switch (effect) {
      case LeaderlessEffect.Log(LogRecord record, Purpose purpose) -> log(record, purpose);
      case LeaderlessEffect.Send(NodeId to, LeaderlessMessage message) ->
          host.send(to, out -> LeaderlessCodec.write(out, message));
      case LeaderlessEffect.ReadItem(Bytes place, Purpose purpose) -> readItem(place, purpose);
      case LeaderlessEffect.ReadMissed missed ->
          handOver.read(
              missed, items -> step(new LeaderlessEvent.MissedRead(missed.purpose(), items)));
      case LeaderlessEffect.SetTimer(TimerKind kind, long atNanos) -> setTimer(kind, atNanos);
      case LeaderlessEffect.Common(Frontier common) -> machine.dotLog().forget(common);
      case LeaderlessEffect.Collectable(Frontier collectable) -> collect(collectable);
      case LeaderlessEffect.Answer answer -> calls.answer(answer);
    }
  }

  private void log(LogRecord record, Purpose purpose) {
    HybridTime stamp = record.time();
    lastTime = stamp.compareTo(lastTime) > 0 ? stamp : lastTime;
    LogEntry entry = new LogEntry(++lastIndex, 1, lastTime, record.encode());
    host.logEntry(entry.index(), entry.encode());
    logged.add(purpose);
    turn.add(entry);
    host.touch();
  }

  @Override
  public void endTurn() {
    List<LogEntry> entries = turn;
    turn = new ArrayList<>();
    if (Defect.COUNT_ITSELF_BEFORE_DURABLE.isPlanted()) {
      applier.add(entries);
      return;
    }
    host.onceDurable(
        () -> {
          if (!closed) {
            applier.add(entries);
          }
        });
  }

  private void applied(List<Applier.Applied> entries) {
    Probe probe = host.probe();
    for (Applier.Applied applied : entries) {
      long index = applied.entry().index();
      var minted = machine.takeMinted(index);
      if (minted != null && probe != null) {
        probe.minted(descriptor.id(), minted.place(), minted.sibling(), minted.context());
      }
      if (index > recoveredIndex) {
        step(new LeaderlessEvent.Applied(logged.remove(), minted, machine.seen()));
      }
    }
    beginIfRecovered();
  }

  /// What is seen is asked before the item is read, so that the item never shows less than that.
  private void readItem(Bytes place, Purpose purpose) {
    handOver.item(place, item -> step(new LeaderlessEvent.ItemRead(purpose, item)));
  }

  private void setTimer(TimerKind kind, long atNanos) {
    Loop.Timer old =
        timers.put(
            kind, host.loop().schedule(atNanos, () -> step(new LeaderlessEvent.TimerFired(kind))));
    if (old != null) {
      old.cancel();
    }
  }

  private void collect(Frontier collectable) {
    List<Bytes> places = machine.dotLog().collect(collectable);
    if (!places.isEmpty()) {
      log(new LogRecord.Collect(places, collectable), new Purpose.Housekeeping());
    }
  }

  @Override
  public void tend() {
    long needed = Math.min(applier.flushed().index() + 1, machine.dotLog().firstIndex());
    if (needed > firstIndex) {
      firstIndex = needed;
      host.logStart(firstIndex);
    }
  }

  @Override
  public NodeStatus.ReplicaStatus status() {
    return new NodeStatus.ReplicaStatus(
        descriptor.id(),
        descriptor.table(),
        "home",
        1,
        null,
        applier.position().index(),
        lastIndex,
        lastIndex,
        machine.dotLog().count());
  }

  @Override
  public List<Level.Kind> levelsOffered() {
    return calls.levelsOffered();
  }

  @Override
  public void close() {
    closed = true;
    timers.values().forEach(Loop.Timer::cancel);
    applier.close();
    calls.close();
  }
}
