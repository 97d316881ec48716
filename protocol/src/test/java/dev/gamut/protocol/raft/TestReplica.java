package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import dev.gamut.protocol.raft.RaftEffect.InstallChunk;
import dev.gamut.protocol.raft.RaftEffect.LoadEntries;
import dev.gamut.protocol.raft.RaftEffect.Persist;
import dev.gamut.protocol.raft.RaftEffect.ReadSnapshotChunk;
import dev.gamut.protocol.raft.RaftEvent.Applied;
import dev.gamut.protocol.raft.RaftEvent.ChunkInstalled;
import dev.gamut.protocol.raft.RaftEvent.EntriesLoaded;
import dev.gamut.protocol.raft.RaftEvent.Persisted;
import dev.gamut.protocol.raft.RaftEvent.SnapshotChunkRead;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One replica with a journal, a store and timers of its own, whose pace the test sets: nothing
/// becomes durable, applied, loaded or installed before the test says so, and a crash takes
/// everything that was not durable.
final class TestReplica {
  /// What is outside of a node.
  interface Surroundings {
    Now now();

    void transmit(NodeId from, NodeId to, RaftMessage message);

    /// Told of every effect before it is carried out.
    void emitted(TestReplica replica, RaftEffect effect);

    /// Told after every step.
    void stepped(TestReplica replica);
  }

  static final long NEVER = Long.MAX_VALUE;

  /// What waits for a write; a null message stands for having caught up.
  private record Gated(long sequence, NodeId to, @Nullable RaftMessage message) {}

  final NodeId id;
  private final Surroundings surroundings;
  private final Membership membership;
  private final RaftConfig config;
  private long starts;
  private @Nullable Raft raft;

  // The disk.
  HardState hardState = HardState.INITIAL;
  SnapshotPoint base = SnapshotPoint.ZERO;
  final ArrayList<Entry> durable = new ArrayList<>();
  boolean installing;
  boolean behind;
  @Nullable SnapshotPoint givenUp;

  /// The store: every entry applied, from index 1 on.
  final ArrayList<Entry> applied = new ArrayList<>();

  // Memory.
  final long[] timers = new long[TimerKind.values().length];

  /// The journal as it will be once every write is durable.
  final ArrayList<Entry> view = new ArrayList<>();

  final ArrayDeque<Persist> unwritten = new ArrayDeque<>();
  private final ArrayDeque<Gated> gated = new ArrayDeque<>();
  final ArrayDeque<List<Entry>> unapplied = new ArrayDeque<>();
  final ArrayDeque<RaftEffect> chores = new ArrayDeque<>();
  final TestSnapshots snapshots = new TestSnapshots();

  TestReplica(NodeId id, Membership membership, RaftConfig config, Surroundings surroundings) {
    this.id = id;
    this.membership = membership;
    this.config = config;
    this.surroundings = surroundings;
    Arrays.fill(timers, NEVER);
  }

  boolean isUp() {
    return raft != null;
  }

  Raft raft() {
    return Objects.requireNonNull(raft, "down");
  }

  void start(long seed) {
    starts++;
    view.clear();
    view.addAll(durable);
    List<TermRun> runs = new ArrayList<>();
    for (Entry entry : durable) {
      if (runs.isEmpty() || runs.getLast().term() != entry.term()) {
        runs.add(new TermRun(entry.index(), entry.term()));
      }
    }
    Entry last = durable.isEmpty() ? null : durable.getLast();
    Start start =
        new Start(
            id,
            membership,
            hardState,
            base,
            runs,
            last == null ? base.index() : last.index(),
            last == null ? base.time() : last.time(),
            applied.size(),
            standing(),
            givenUp,
            config,
            seed * 31 + id.value() + starts * 1000);
    List<RaftEffect> effects = new ArrayList<>();
    raft = new Raft(start, surroundings.now(), effects);
    carryOut(effects);
    surroundings.stepped(this);
  }

  private Start.Standing standing() {
    if (installing) {
      return Start.Standing.INSTALLING;
    }
    return behind ? Start.Standing.BEHIND : Start.Standing.WHOLE;
  }

  /// While it is down, its disk loses the log; the node notices, and makes durable that it did.
  void loseLog() {
    Invariant.check(!isUp(), "%s is up", id);
    behind = true;
    installing = true;
    givenUp = null;
    base = SnapshotPoint.ZERO;
    durable.clear();
    view.clear();
    applied.clear();
  }

  /// Loses all but the disk; `keepWrites` of those under way reach it yet.
  void crash(int keepWrites) {
    for (int i = 0; i < keepWrites && !unwritten.isEmpty(); i++) {
      write(unwritten.removeFirst());
    }
    raft = null;
    unwritten.clear();
    gated.clear();
    unapplied.clear();
    chores.clear();
    snapshots.clear();
    Arrays.fill(timers, NEVER);
    view.clear();
    view.addAll(durable);
  }

  /// The store forgets its newest entries, which are still in the journal.
  void rollBackStore(int count) {
    for (int i = 0; i < count && applied.size() > base.index(); i++) {
      applied.removeLast();
    }
  }

  void step(RaftEvent event) {
    List<RaftEffect> effects = new ArrayList<>();
    raft().step(event, surroundings.now(), effects);
    carryOut(effects);
    surroundings.stepped(this);
  }

  // What the node does in its own time.

  void finishWrites(int count) {
    long sequence = 0;
    for (int i = 0; i < count && !unwritten.isEmpty(); i++) {
      Persist next = unwritten.removeFirst();
      write(next);
      sequence = next.sequence();
    }
    while (!gated.isEmpty() && gated.getFirst().sequence() <= sequence) {
      Gated opened = gated.removeFirst();
      open(opened.to(), opened.message());
    }
    if (sequence > 0) {
      step(new Persisted(sequence));
    }
  }

  void finishApply() {
    List<Entry> entries = unapplied.removeFirst();
    applied.addAll(entries);
    step(new Applied(entries.getLast().index()));
  }

  void finishChore() {
    switch (chores.removeFirst()) {
      case LoadEntries load -> load(load);
      case ReadSnapshotChunk read -> readChunk(read);
      case InstallChunk install -> install(install);
      default -> throw new IllegalStateException();
    }
  }

  void compact(long index, boolean told) {
    int count = (int) (index - base.index());
    boolean there = count > 0 && index <= applied.size() && count <= durable.size();
    if (!there || raft().isInstalling()) {
      return;
    }
    Entry last = durable.get(count - 1);
    base = new SnapshotPoint(last.index(), last.term(), last.time());
    durable.subList(0, count).clear();
    view.subList(0, count).clear();
    if (told) {
      step(new RaftEvent.Compact(index));
    }
  }

  private void carryOut(List<RaftEffect> effects) {
    for (RaftEffect effect : effects) {
      surroundings.emitted(this, effect);
      switch (effect) {
        case Persist persist -> {
          splice(view, persist.entries());
          unwritten.add(persist);
        }
        case RaftEffect.Send send -> surroundings.transmit(id, send.to(), send.message());
        case RaftEffect.SendOncePersisted send -> gate(send.to(), send.message());
        case RaftEffect.CaughtUp _ -> gate(id, null);
        case RaftEffect.Apply apply -> unapplied.add(apply.entries());
        case RaftEffect.SetTimer set -> timers[set.timer().ordinal()] = set.atNanos();
        case LoadEntries _, ReadSnapshotChunk _ -> chores.add(effect);
        case InstallChunk install -> {
          if (install.chunk() == 0) {
            view.clear();
          }
          chores.add(effect);
        }
        case RaftEffect.CloseSnapshot close -> snapshots.close(close);
        case RaftEffect.ProposalAppended _,
            RaftEffect.ProposalRefused _,
            RaftEffect.ReadReady _,
            RaftEffect.ReadRefused _,
            RaftEffect.RoleChanged _ -> {}
      }
    }
  }

  private void gate(NodeId to, @Nullable RaftMessage message) {
    if (unwritten.isEmpty()) {
      open(to, message);
    } else {
      gated.add(new Gated(unwritten.getLast().sequence(), to, message));
    }
  }

  private void open(NodeId to, @Nullable RaftMessage message) {
    if (message == null) {
      behind = false;
    } else {
      surroundings.transmit(id, to, message);
    }
  }

  private void write(Persist persist) {
    if (persist.state() != null) {
      hardState = persist.state();
    }
    splice(durable, persist.entries());
  }

  private void splice(List<Entry> log, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    int position = (int) (entries.getFirst().index() - base.index() - 1);
    Invariant.check(0 <= position && position <= log.size(), "a gap before %s", entries);
    log.subList(position, log.size()).clear();
    log.addAll(entries);
  }

  private void load(LoadEntries load) {
    List<Entry> entries = new ArrayList<>();
    long bytes = 0;
    for (long index = load.from(); index < load.toExclusive(); index++) {
      int position = (int) (index - base.index() - 1);
      if (position < 0 || position >= durable.size()) {
        break;
      }
      Entry entry = durable.get(position);
      bytes += entry.sizeBytes();
      if (bytes > load.bytesMax() && !entries.isEmpty()) {
        break;
      }
      entries.add(entry);
    }
    step(new EntriesLoaded(load.from(), entries));
  }

  private void readChunk(ReadSnapshotChunk read) {
    SnapshotChunkRead chunk = snapshots.read(read, applied);
    if (chunk != null) {
      step(chunk);
    }
  }

  private void install(InstallChunk install) {
    if (install.chunk() == 0) {
      finishWrites(unwritten.size());
      installing = true;
      givenUp = install.givenUp();
      base = SnapshotPoint.ZERO;
      durable.clear();
      view.clear();
      unapplied.clear();
      applied.clear();
      snapshots.received.clear();
    }
    snapshots.receive(install.data());
    if (install.last()) {
      applied.addAll(snapshots.received);
      Invariant.check(applied.size() == install.point().index(), "a snapshot with holes");
      base = install.point();
      installing = false;
      givenUp = null;
      behind |= install.point().leavesBehind(install.givenUp());
    }
    step(new ChunkInstalled(install.snapshotId(), install.chunk()));
  }

  HybridTime lastTime() {
    return view.isEmpty() ? base.time() : view.getLast().time();
  }
}
