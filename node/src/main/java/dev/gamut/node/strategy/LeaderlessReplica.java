package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.Now;
import dev.gamut.protocol.leaderless.KeyQuery;
import dev.gamut.protocol.leaderless.Leaderless;
import dev.gamut.protocol.leaderless.LeaderlessCodec;
import dev.gamut.protocol.leaderless.LeaderlessConfig;
import dev.gamut.protocol.leaderless.LeaderlessEffect;
import dev.gamut.protocol.leaderless.LeaderlessEvent;
import dev.gamut.protocol.leaderless.LeaderlessMessage;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Purpose;
import dev.gamut.protocol.leaderless.TimerKind;
import dev.gamut.wire.NodeStatus;
import dev.gamut.world.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Strategy `leaderless`: a home of the partition, or a fallback, its core between this node's
/// doors. Every home coordinates what its callers ask; what it logs in a turn is durable as one
/// batch.
public final class LeaderlessReplica implements Replica {
  /// Which protocol a message between homes is of: its first byte.
  private static final int PLAIN = 0;

  private static final int PAXOS = 1;

  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final LeaderlessMachine machine;
  private final Leaderless core;
  private final LeaderlessLog log;
  private final LeaderlessCalls calls;
  private final HandOver handOver;
  private final Sweep sweep;
  private final Hashing hashing;
  private final LeaderlessConfig config;
  private final PaxosDoor paxos;
  private final Map<TimerKind, Loop.Timer> timers = new EnumMap<>(TimerKind.class);
  private final ArrayDeque<LeaderlessEvent> waiting = new ArrayDeque<>();
  private List<PaxosDoor.Given> given;
  private List<Leaderless.Left> left;
  private boolean stepping;
  private boolean closed;

  /// What a replica begins with.
  ///
  /// @param given dots that the last process gave to proposals
  /// @param left dots that it gave to writes
  record Origin(
      Leaderless core,
      LeaderlessConfig config,
      LeaderlessMachine machine,
      LeaderlessLog.Start log,
      List<PaxosDoor.Given> given,
      List<Leaderless.Left> left) {}

  LeaderlessReplica(ReplicaHost host, PartitionDescriptor descriptor, Origin origin) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = origin.machine();
    this.core = origin.core();
    this.given = origin.given();
    this.left = origin.left();
    this.calls = new LeaderlessCalls(host, descriptor, machine, this::carryOut);
    this.handOver = new HandOver(host, descriptor, machine);
    this.config = origin.config();
    this.sweep = new Sweep(host.store(), descriptor, this::collect);
    this.hashing = new Hashing(host, descriptor, machine, config.comparing());
    this.log = new LeaderlessLog(host, machine, descriptor.id(), origin.log(), this::recovered);
    this.paxos =
        new PaxosDoor(
            host,
            descriptor,
            new PaxosDoor.Shared(machine, core, log, handOver, calls, PAXOS, this::seenMore));
  }

  /// Applies what the last process left, and then begins to speak.
  void begin() {
    log.begin();
  }

  private void recovered() {
    List<LeaderlessEffect> effects = new ArrayList<>();
    left = left.stream().filter(each -> !machine.refused().contains(each.sibling().dot())).toList();
    core.start(machine.seen(), left, now(), effects);
    left = List.of();
    carryOut(effects);
    hashing.begin();
    calls.open().forEach(this::handle);
    given.forEach(paxos::resume);
    given = List.of();
  }

  private void seenMore() {
    step(new LeaderlessEvent.Applied(new Purpose.Housekeeping(), null, machine.seen()));
  }

  @Override
  public PartitionDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void handle(Call call) {
    if (calls.isOpen() && PaxosDoor.isFor(call) && !machine.rules().home()) {
      calls.scans().sendHome(call);
      return;
    }
    LeaderlessEvent recall = calls.recall(call);
    if (recall == null) {
      carryOut(call);
    } else {
      step(recall);
    }
  }

  private void carryOut(Call call) {
    if (calls.isOpen() && PaxosDoor.isFor(call)) {
      paxos.begin(call);
      return;
    }
    LeaderlessEvent event = calls.admit(call);
    if (event != null) {
      step(event);
    }
  }

  @Override
  public void receive(NodeId from, ByteReader message) throws MalformedException {
    if (!calls.isOpen()) {
      return;
    }
    switch (message.u8()) {
      case PLAIN -> {
        LeaderlessMessage plain = LeaderlessCodec.read(message);
        if (!plain.isLogged() || host.hasRoom()) {
          step(new LeaderlessEvent.Received(from, plain));
        }
      }
      case PAXOS -> {
        if (!machine.rules().home()) {
          throw new MalformedException("a fallback neither promises nor accepts");
        }
        // Also without room: a dot of this home that is not settled keeps its log.
        paxos.receive(from, message);
      }
      default -> throw new MalformedException("a message of neither protocol");
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
          host.send(to, out -> LeaderlessCodec.write(out.u8(PLAIN), message));
      case LeaderlessEffect.ReadItem(Bytes place, Purpose purpose) -> readItem(place, purpose);
      case LeaderlessEffect.ReadMissed missed ->
          handOver.read(
              missed, items -> step(new LeaderlessEvent.MissedRead(missed.purpose(), items)));
      case LeaderlessEffect.ReadWalk walk ->
          handOver.walk(
              walk,
              (items, next) -> step(new LeaderlessEvent.WalkRead(walk.purpose(), items, next)));
      case LeaderlessEffect.ReadKeys(KeyQuery query, var purpose) ->
          hashing.read(query, page -> step(new LeaderlessEvent.KeysRead(purpose, page)));
      case LeaderlessEffect.Differs differs -> hashing.told(differs);
      case LeaderlessEffect.SetTimer(TimerKind kind, long atNanos) -> setTimer(kind, atNanos);
      case LeaderlessEffect.Common(Frontier common) -> machine.dotLog().forget(common);
      case LeaderlessEffect.Collectable(Frontier collectable) -> collect(collectable);
      case LeaderlessEffect.Answer answer -> calls.answer(answer);
    }
  }

  private void log(LogRecord record, Purpose purpose) {
    log.append(
        record.encode(),
        record.time(),
        index ->
            step(new LeaderlessEvent.Applied(purpose, machine.takeMinted(index), machine.seen())));
  }

  @Override
  public void endTurn() {
    log.endTurn();
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
    sweep.collectable(collectable);
    collect(machine.dotLog().collect(collectable), collectable);
  }

  /// In records that are no larger than what is handed over at a time.
  private void collect(List<Bytes> places, Frontier collectable) {
    int from = 0;
    int size = 0;
    for (int i = 0; i < places.size(); i++) {
      size += places.get(i).length() + 4;
      if (size >= config.fetchBytesMax() || i + 1 == places.size()) {
        List<Bytes> some = places.subList(from, i + 1);
        log(new LogRecord.Collect(some, collectable), new Purpose.Housekeeping());
        from = i + 1;
        size = 0;
      }
    }
  }

  @Override
  public void tend() {
    if (!calls.isOpen()) {
      // What its log must be kept for is not known before it has recovered.
      return;
    }
    if (machine.rules().home()) {
      // A fallback has nothing but its dot log to know what it must hand over.
      if (machine.dotLog().bound(config.dotLogBytesMax(), host.logPressure())) {
        sweep.due();
      }
      sweep.step();
    }
    log.tend(Math.min(machine.dotLog().firstIndex(), paxos.firstIndex()));
  }

  @Override
  public NodeStatus.ReplicaStatus status() {
    return LeaderlessStatus.of(descriptor, machine, core.standings(now()));
  }

  @Override
  public List<Level.Kind> levelsOffered() {
    return calls.levelsOffered();
  }

  @Override
  public void close() {
    closed = true;
    timers.values().forEach(Loop.Timer::cancel);
    hashing.close();
    log.close();
    calls.close();
    paxos.close();
  }
}
