package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Defect;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.Position;
import dev.gamut.protocol.Now;
import dev.gamut.protocol.raft.Entry;
import dev.gamut.protocol.raft.FollowerStatus;
import dev.gamut.protocol.raft.HardState;
import dev.gamut.protocol.raft.Raft;
import dev.gamut.protocol.raft.RaftCodec;
import dev.gamut.protocol.raft.RaftEffect;
import dev.gamut.protocol.raft.RaftEvent;
import dev.gamut.protocol.raft.RaftMessage;
import dev.gamut.protocol.raft.Role;
import dev.gamut.protocol.raft.Start;
import dev.gamut.protocol.raft.TimerKind;
import dev.gamut.wire.NodeStatus;
import dev.gamut.wire.Operation;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Strategy `consensus`: a Raft core between this node's doors. It feeds the core with events and
/// carries out its effects; writes, reads, snapshots and compaction each have a class of their own.
public final class ConsensusReplica implements Replica {
  private static final long[] CAMPAIGN_DELAYS_NANOS = {10_000_000L, 60_000_000L, 300_000_000L};

  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final Machine machine;
  private final Raft raft;
  private final Writes writes;
  private final Reads reads;
  private final Snapshots snapshots;
  private final Compaction compaction;
  private final HandBack handBack;
  private final Witness witness;
  private final BehindMark behind;
  private final Map<TimerKind, Loop.Timer> timers = new EnumMap<>(TimerKind.class);
  private final Feed<RaftEvent> feed = new Feed<>(this::take);
  private Applier applier;
  private @Nullable NodeId leader;
  private boolean closed;

  /// What a replica begins with.
  record Origin(
      Start start, Position applied, Compaction.Kept kept, ReplicaStarter.Tuning tuning) {}

  ConsensusReplica(
      ReplicaHost host, PartitionDescriptor descriptor, Machine machine, Origin origin) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = machine;
    Reader reader = new Reader(host, descriptor);
    this.writes = new Writes(descriptor, reader);
    this.reads = new Reads(host, descriptor, reader);
    this.compaction = new Compaction(host, origin.kept(), origin.tuning().entriesKept());
    this.handBack = new HandBack(host.self(), descriptor);
    List<NodeId> voters = descriptor.replicas().subList(0, origin.tuning().voters());
    this.witness = new Witness(host.probe(), descriptor.id(), voters);
    this.snapshots = new Snapshots(host, descriptor, machine, origin.tuning().snapshotChunkBytes());
    this.behind = new BehindMark(host, descriptor.id());
    this.applier = newApplier(origin.applied());
    witness.started(origin.start());
    List<RaftEffect> effects = new ArrayList<>();
    this.raft = new Raft(origin.start(), now(), effects);
    feed.run(() -> carryOut(effects));
  }

  /// The replica that should lead asks for it soon, so that a new or restarted group need not wait
  /// for an election timeout; where somebody leads already, the core's pre-vote stops it.
  void begin() {
    if (host.self().equals(descriptor.replicas().getFirst())) {
      for (long delay : CAMPAIGN_DELAYS_NANOS) {
        host.loop().schedule(host.monotonicNanos() + delay, this::campaignUnlessLed);
      }
    }
  }

  private void campaignUnlessLed() {
    if (!closed && raft.leader() == null) {
      step(new RaftEvent.Campaign());
    }
  }

  private Applier newApplier(Position applied) {
    return new Applier(host.store(), machine, descriptor.id(), applied, this::applied);
  }

  @Override
  public PartitionDescriptor descriptor() {
    return descriptor;
  }

  Raft raft() {
    return raft;
  }

  @Override
  public void handle(Call call) {
    Operation operation = call.request().operation();
    if (operation instanceof Operation.Read read && isEventual(call)) {
      reads.serveNow(call, read, applier.position().index());
      return;
    }
    if (raft.role() != Role.LEADER) {
      call.answer(Refusals.notLeader(raft.leader()), null);
      return;
    }
    switch (operation) {
      case Operation.Scan scan when Defect.SCAN_WITHOUT_READ_INDEX.isPlanted() ->
          reads.serveNow(call, scan, applier.position().index());
      case Operation.Read _, Operation.NewestCatalog _ -> reads.arrive(call);
      case Operation.Write _, Operation.CatalogChange _ -> writes.arrive(call);
      case Operation.NodeRead _ -> throw new IllegalStateException("answered by the node: " + call);
    }
    host.touch();
  }

  /// Whether the first rung is eventual, which any replica serves from what it has applied.
  private static boolean isEventual(Call call) {
    List<Level.Rung> rungs = call.request().envelope().level().rungs();
    return rungs.getFirst().kind() == Level.Kind.EVENTUAL;
  }

  @Override
  public void receive(NodeId from, ByteReader message) throws MalformedException {
    RaftMessage received = RaftCodec.read(message);
    step(new RaftEvent.Received(from, received));
  }

  @Override
  public void peerEnded(NodeId peer) {
    step(new RaftEvent.PeerEnded(peer));
  }

  @Override
  public void endTurn() {
    writes.propose(this::step);
    reads.ask(this::step);
  }

  /// Feeds the core. Effects may cause further events at once; those wait their turn.
  void step(RaftEvent event) {
    if (!closed) {
      feed.add(event);
    }
  }

  private void take(RaftEvent event) {
    List<RaftEffect> effects = new ArrayList<>();
    raft.step(event, now(), effects);
    carryOut(effects);
  }

  private Now now() {
    return new Now(host.monotonicNanos(), host.wallMillis());
  }

  private void carryOut(List<RaftEffect> effects) {
    effects.forEach(this::carryOut);
  }

  private void carryOut(RaftEffect effect) {
    switch (effect) {
      case RaftEffect.Persist persist -> persist(persist);
      case RaftEffect.Send(NodeId to, RaftMessage message) -> send(to, message);
      case RaftEffect.SendOncePersisted(NodeId to, RaftMessage message) ->
          host.onceDurable(() -> sendIfOpen(to, message));
      case RaftEffect.Apply(List<Entry> entries) -> applier.add(Witness.logEntries(entries));
      case RaftEffect.LoadEntries load -> load(load);
      case RaftEffect.ProposalAppended appended -> writes.appended(appended);
      case RaftEffect.ProposalRefused refused -> writes.refused(refused);
      case RaftEffect.ReadReady(long id, long index) ->
          reads.ready(id, index, applier.position().index());
      case RaftEffect.ReadRefused(long id, NodeId leader) -> reads.refused(id, leader);
      case RaftEffect.SetTimer(TimerKind kind, long atNanos) -> setTimer(kind, atNanos);
      case RaftEffect.RoleChanged changed -> roleChanged(changed);
      case RaftEffect.ReadSnapshotChunk read ->
          snapshots.read(read, applier.position(), this::step);
      case RaftEffect.CloseSnapshot(NodeId to, long snapshotId) -> snapshots.close(to, snapshotId);
      case RaftEffect.InstallChunk chunk -> install(chunk);
      case RaftEffect.CaughtUp _ -> host.onceDurable(() -> behind.clear(() -> !closed));
    }
  }

  private void persist(RaftEffect.Persist persist) {
    for (Entry entry : persist.entries()) {
      witness.appended(entry);
      ByteWriter out = new ByteWriter(32 + entry.payload().length());
      entry.write(out);
      host.logEntry(entry.index(), out.take());
    }
    HardState state = persist.state();
    if (state != null) {
      compaction.keep(state);
    }
    host.onceDurable(
        () -> {
          witness.durable(persist);
          step(new RaftEvent.Persisted(persist.sequence()));
        });
  }

  private void send(NodeId to, RaftMessage message) {
    host.send(to, out -> RaftCodec.write(out, message));
  }

  private void sendIfOpen(NodeId to, RaftMessage message) {
    if (!closed) {
      send(to, message);
    }
  }

  private void applied(List<Applier.Applied> entries) {
    for (Applier.Applied applied : entries) {
      witness.applied(applied);
      writes.applied(applied);
    }
    long index = entries.getLast().entry().index();
    reads.applied(index);
    step(new RaftEvent.Applied(index));
  }

  private void load(RaftEffect.LoadEntries load) {
    host.readLog(
        load.from(),
        load.toExclusive(),
        load.bytesMax(),
        records -> {
          if (records.isEmpty() && load.from() >= raft.firstIndex()) {
            host.logLost("entry " + load.from() + " cannot be read");
          } else {
            step(new RaftEvent.EntriesLoaded(load.from(), TermReader.decode(load.from(), records)));
          }
        });
  }

  private void setTimer(TimerKind kind, long atNanos) {
    Loop.Timer old =
        timers.put(kind, host.loop().schedule(atNanos, () -> step(new RaftEvent.TimerFired(kind))));
    if (old != null) {
      old.cancel();
    }
  }

  private void roleChanged(RaftEffect.RoleChanged changed) {
    note(changed);
    handBack.leaderChanged(changed.leader());
    if (changed.role() != Role.LEADER) {
      writes.leadershipLost();
    }
    witness.roleChanged(changed);
  }

  /// Who leads matters; how an election goes is only counted.
  private void note(RaftEffect.RoleChanged changed) {
    if (changed.role() == Role.CANDIDATE) {
      host.count(ReplicaEvent.CANDIDACY);
    }
    if (Objects.equals(leader, changed.leader())) {
      return;
    }
    leader = changed.leader();
    host.count(
        changed.role() == Role.LEADER ? ReplicaEvent.LEADERSHIP : ReplicaEvent.LEADER_CHANGE);
    host.event(
        LogLine.of(
            "leader-changed",
            "partition",
            descriptor.id(),
            "leader",
            leader == null ? "none" : leader,
            "term",
            changed.term()));
  }

  private void install(RaftEffect.InstallChunk chunk) {
    if (chunk.chunk() == 0) {
      applier.close();
      writes.leadershipLost();
    }
    snapshots.install(
        chunk,
        new Snapshots.Steps() {
          @Override
          public void wipeLog(Runnable done) {
            compaction.wipe();
            witness.restarted(Position.START);
            host.onceDurable(() -> witness.restartedDurably(Position.START));
            host.onceDurable(done);
          }

          @Override
          public void restartLog(Position installed, Runnable done) {
            applier = newApplier(installed);
            witness.restarted(installed);
            compaction.restart(chunk.point());
            host.onceDurable(() -> witness.restartedDurably(installed));
            host.onceDurable(done);
          }

          @Override
          public void installed() {
            step(new RaftEvent.ChunkInstalled(chunk.snapshotId(), chunk.chunk()));
          }
        });
  }

  @Override
  public void tend() {
    Position cut = applier.cut(compaction.limit(raft));
    if (!raft.isInstalling() && cut != null && cut.index() >= raft.firstIndex()) {
      compaction.cut(cut);
      step(new RaftEvent.Compact(cut.index()));
    }
    NodeId heir = handBack.due(raft, host.monotonicNanos());
    if (heir != null) {
      step(new RaftEvent.TransferLeadership(heir));
    }
  }

  @Override
  public NodeStatus.ReplicaStatus status() {
    return new NodeStatus.ReplicaStatus(
        descriptor.id(),
        descriptor.table(),
        raft.role().name().toLowerCase(Locale.ROOT),
        raft.term(),
        raft.leader(),
        applier.position().index(),
        raft.commitIndex(),
        raft.lastIndex(),
        lag());
  }

  private long lag() {
    long slowest = raft.lastIndex();
    for (FollowerStatus follower : raft.followers()) {
      slowest = Math.min(slowest, follower.matchIndex());
    }
    return raft.lastIndex() - slowest;
  }

  @Override
  public List<Level.Kind> levelsOffered() {
    return List.of(Level.Kind.LINEARIZABLE, Level.Kind.EVENTUAL);
  }

  @Override
  public void close() {
    closed = true;
    witness.close();
    timers.values().forEach(Loop.Timer::cancel);
    applier.close();
    writes.close();
    reads.close();
    snapshots.closeAll();
  }
}
