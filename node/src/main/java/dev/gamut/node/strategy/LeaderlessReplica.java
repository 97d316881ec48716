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
import dev.gamut.protocol.leaderless.LeaderlessStart;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Purpose;
import dev.gamut.protocol.leaderless.TimerKind;
import dev.gamut.wire.NodeStatus;
import java.util.ArrayList;
import java.util.List;

/// Strategy `leaderless`: a home of the partition, or a fallback, its core between this node's
/// doors. Every home coordinates what its callers ask; what it logs in a turn is durable as one
/// batch.
public final class LeaderlessReplica implements Replica {
  /// Which protocol a message between homes is of: its first byte.
  static final int PLAIN = 0;

  private static final int PAXOS = 1;
  private static final int MOVING = 2;

  private final ReplicaHost host;
  private PartitionDescriptor descriptor;
  private final LeaderlessMachine machine;
  private final Leaderless core;
  private final LeaderlessLog log;
  private final LeaderlessCalls calls;
  private final HandOver handOver;
  private final Collector collector;
  private final Hashing hashing;
  private final PaxosDoor paxos;
  private final Relocation relocation;
  private final LeaderlessTimers timers;
  private final Feed<LeaderlessEvent> feed = new Feed<>(this::take);
  private List<LeaderlessStart.Left> left;

  /// The latest description, which is not in effect yet perhaps.
  private PartitionDescriptor next;

  private boolean closed;

  LeaderlessReplica(ReplicaHost host, PartitionDescriptor descriptor, LeaderlessOrigin origin) {
    this.host = host;
    this.descriptor = descriptor;
    this.next = descriptor;
    this.machine = origin.machine();
    this.core = origin.core();
    this.left = origin.left();
    this.calls = new LeaderlessCalls(host, descriptor, machine, this::carryOut);
    this.handOver = new HandOver(host, descriptor, machine);
    LeaderlessConfig config = origin.config();
    this.timers =
        new LeaderlessTimers(host.loop(), kind -> step(new LeaderlessEvent.TimerFired(kind)));
    this.collector =
        new Collector(
            host,
            descriptor,
            machine,
            config.fetchBytesMax(),
            record -> log(record, new Purpose.Housekeeping()));
    this.hashing = new Hashing(host, descriptor, machine, config.comparing());
    this.log = new LeaderlessLog(host, machine, descriptor.id(), origin.log(), this::recovered);
    this.paxos =
        new PaxosDoor(
            host,
            descriptor,
            new PaxosDoor.Shared(machine, core, log, handOver, calls, PAXOS, this::seenMore),
            origin.collecting());
    int page = config.fetchBytesMax();
    var moves = new Relocation.Shared(machine, core, log, paxos, MOVING, page, this::seenMore);
    this.relocation = new Relocation(host, descriptor, moves);
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
    machine.given().all().forEach(paxos::resume);
    relocation.become(descriptor);
    leave();
  }

  /// A replica that only hands over from then on first finishes what it has begun to write: what it
  /// tells others that it has is all that it will ever have.
  @Override
  public void become(PartitionDescriptor changed) {
    next = changed;
    if (calls.isOpen()) {
      log.onceApplied(this::leave);
    }
  }

  /// That it has left its epoch is durable before it enters the next one.
  private void leave() {
    PartitionDescriptor entered = next;
    if (entered.epoch() > descriptor.epoch()) {
      host.logState(machine.identity().mark(entered));
      host.onceDurable(() -> enter(entered));
    }
  }

  private void enter(PartitionDescriptor entered) {
    if (closed || entered.epoch() <= descriptor.epoch()) {
      return;
    }
    descriptor = entered;
    calls.become(descriptor);
    List<LeaderlessEffect> effects = new ArrayList<>();
    core.become(Roles.members(descriptor), now(), effects);
    carryOut(effects);
    paxos.become(descriptor);
    relocation.become(descriptor);
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
    if (calls.isOpen() && calls.terms().isDecided(call) && !machine.rules().home()) {
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
    if (Roles.turnAway(next, host.self(), call) || collector.turnAway(call)) {
      return;
    }
    if (calls.isOpen() && calls.terms().isDecided(call)) {
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
        if (!plain.isLogged() || (host.hasRoom() && !collector.isFull())) {
          step(new LeaderlessEvent.Received(from, plain));
        }
      }
      case PAXOS -> {
        if (Roles.promises(descriptor, host.self())) {
          paxos.receive(from, message);
        }
      }
      case MOVING -> relocation.receive(from, message);
      default -> throw new MalformedException("a message of neither protocol");
    }
  }

  private void step(LeaderlessEvent event) {
    if (!closed) {
      feed.add(event);
    }
  }

  private void take(LeaderlessEvent event) {
    List<LeaderlessEffect> effects = new ArrayList<>();
    core.step(event, now(), effects);
    carryOut(effects);
  }

  private Now now() {
    return new Now(host.monotonicNanos(), host.wallMillis());
  }

  private void carryOut(List<LeaderlessEffect> effects) {
    effects.forEach(this::carryOut);
  }

  private void carryOut(LeaderlessEffect effect) {
    switch (effect) {
      case LeaderlessEffect.Log(LogRecord record, Purpose purpose) -> log(record, purpose);
      case LeaderlessEffect.Send(NodeId to, LeaderlessMessage message) ->
          host.send(to, out -> LeaderlessCodec.write(out.u8(PLAIN), message));
      case LeaderlessEffect.ReadItem(Bytes place, Purpose purpose) ->
          handOver.item(place, item -> step(new LeaderlessEvent.ItemRead(purpose, item)));
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
      case LeaderlessEffect.SetTimer(TimerKind kind, long atNanos) -> timers.set(kind, atNanos);
      case LeaderlessEffect.Common(Frontier common) -> machine.dotLog().forget(common);
      case LeaderlessEffect.Collectable(Frontier collectable) -> collector.collectable(collectable);
      case LeaderlessEffect.Outlived(NodeId by) -> host.logLost(by + " has later writes of it");
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
  public void peerEnded(NodeId peer) {
    step(new LeaderlessEvent.PeerEnded(peer));
  }

  @Override
  public void endTurn() {
    log.endTurn();
  }

  @Override
  public void tend() {
    if (!calls.isOpen()) {
      // What its log must be kept for is not known before it has recovered.
      return;
    }
    collector.tend(log.writtenIndex());
    paxos.tend();
    relocation.tend();
    log.tend(machine.dotLog().firstIndex());
  }

  @Override
  public DotLogUse dotLogUse() {
    return new DotLogUse(machine.dotLog().sizeBytes(), !machine.rules().home());
  }

  @Override
  public NodeStatus.ReplicaStatus status() {
    return LeaderlessStatus.of(descriptor, host.self(), machine, core.standings(now()));
  }

  @Override
  public List<Level.Kind> levelsOffered() {
    return calls.terms().levels();
  }

  @Override
  public void close() {
    closed = true;
    timers.close();
    hashing.close();
    log.close();
    calls.close();
    paxos.close();
    relocation.close();
  }
}
