package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.Position;
import dev.gamut.protocol.raft.HardState;
import dev.gamut.protocol.raft.Membership;
import dev.gamut.protocol.raft.SnapshotPoint;
import dev.gamut.protocol.raft.Start;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings a replica under Raft to life, and finds out what it is worth: all that it ever said it
/// had, less than that, or a snapshot that was being installed when the node stopped.
final class ConsensusStarter {
  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final Machine machine;
  private final @Nullable RecoveredGroup group;
  private final ReplicaStarter.Tuning tuning;
  private final BehindMark behindMark;

  /// Whether the replica does not vote until it has caught up; the mark in the store says so.
  private boolean behind;

  ConsensusStarter(
      ReplicaHost host,
      PartitionDescriptor descriptor,
      Machine machine,
      @Nullable RecoveredGroup group,
      ReplicaStarter.Tuning tuning) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = machine;
    this.group = group;
    this.tuning = tuning;
    this.behindMark = new BehindMark(host, descriptor.id());
  }

  /// @param installing the mark of a snapshot that was being installed when the node stopped
  /// @param applied what the machine has loaded
  void start(@Nullable Bytes installing, Position applied, Consumer<@Nullable Replica> done) {
    behindMark.find(
        marked -> {
          behind = marked;
          startMarked(installing, applied, done);
        });
  }

  private void startMarked(
      @Nullable Bytes installing, Position applied, Consumer<@Nullable Replica> done) {
    Compaction.Kept kept = kept();
    if (group != null && group.damaged()) {
      rebuild("has damaged records", kept, done);
      return;
    }
    if (installing != null) {
      goOnInstalling(InstallingMark.decode(installing), kept, done);
      return;
    }
    TermReader reader = new TermReader(host::readLog);
    long last = group == null ? 0 : group.lastIndex();
    if (last < applied.index()) {
      // A snapshot was installed, and the node stopped before the journal had forgotten the log;
      // or the log lost its end. It may have reached further than what is applied.
      fallBehind(
          "has applied more than its log holds", () -> restartLog(kept, reader, applied, done));
      return;
    }
    reader.read(
        group,
        () -> doubt(() -> finishUnlessForgetful(kept, reader, applied, done)),
        () -> rebuild("has records that cannot be read", kept, done));
  }

  /// It waits for a snapshot; by the log that it gave up for one it votes, if its votes are all
  /// known.
  private void goOnInstalling(
      @Nullable SnapshotPoint givenUp, Compaction.Kept kept, Consumer<@Nullable Replica> done) {
    if (givenUp == null || behind || isSuspect() || givenUp.term() > kept.state().term()) {
      rebuild("was being rebuilt", kept, done);
    } else {
      finish(rebuilding(kept, givenUp), Position.START, kept, done);
    }
  }

  private void doubt(Runnable next) {
    if (isSuspect() && !behind) {
      fallBehind("lies in a journal that lost records, perhaps the last of it too", next);
    } else {
      next.run();
    }
  }

  /// A disk that lost records of others may have lost the last ones of this group, and nothing
  /// shows it. Where the others are enough to elect a leader this one waits until it has all that
  /// is committed.
  private boolean isSuspect() {
    return group != null
        && group.suspect()
        && tuning.voters() > 2
        && !Defect.TRUST_DAMAGED_DISK.isPlanted();
  }

  /// The journal must know where the log goes on before the next entry comes.
  private void restartLog(
      Compaction.Kept kept, TermReader reader, Position applied, Consumer<@Nullable Replica> done) {
    SnapshotPoint point = new SnapshotPoint(applied.index(), applied.term(), applied.time());
    new Compaction(host, kept, tuning.entriesKept()).restart(point);
    finishUnlessForgetful(new Compaction.Kept(kept.state(), point), reader, applied, done);
  }

  /// A log is never durable before the term that it belongs to: when it is of a later term than the
  /// state beside it, the record of term and vote was lost, and the replica may not vote again in
  /// terms that it has forgotten.
  private void finishUnlessForgetful(
      Compaction.Kept kept, TermReader reader, Position applied, Consumer<@Nullable Replica> done) {
    long term = Math.max(applied.term(), reader.lastTerm());
    if (term > kept.state().term()) {
      HardState state = new HardState(term, null, kept.state().commit());
      Compaction.Kept raised = new Compaction.Kept(state, kept.point());
      fallBehind("has lost its term and vote", () -> finishWhole(raised, reader, applied, done));
    } else {
      finishWhole(kept, reader, applied, done);
    }
  }

  private void finishWhole(
      Compaction.Kept kept, TermReader reader, Position applied, Consumer<@Nullable Replica> done) {
    finish(whole(kept, kept.point(), reader, applied), applied, kept, done);
  }

  /// It neither votes nor counts until a leader has sent it everything.
  private void rebuild(String why, Compaction.Kept kept, Consumer<@Nullable Replica> done) {
    fallBehind(
        why + ": waits for a snapshot",
        () -> finish(rebuilding(kept, null), Position.START, kept, done));
  }

  private void fallBehind(String why, Runnable next) {
    host.event(LogLine.of("replica-behind", "partition", descriptor.id(), "reason", why));
    behind = true;
    behindMark.set(next);
  }

  private Compaction.Kept kept() {
    Bytes state = group == null ? Bytes.EMPTY : group.state();
    if (state.isEmpty()) {
      return new Compaction.Kept(HardState.INITIAL, SnapshotPoint.ZERO);
    }
    try {
      return Compaction.Kept.decode(state);
    } catch (MalformedException e) {
      throw new IllegalStateException("the state of " + descriptor.id() + " is unreadable", e);
    }
  }

  private Start whole(
      Compaction.Kept kept, SnapshotPoint point, TermReader reader, Position applied) {
    boolean empty = reader.runs().isEmpty();
    return new Start(
        host.self(),
        membership(),
        kept.state(),
        point,
        reader.runs(),
        empty ? point.index() : reader.lastIndex(),
        empty ? point.time() : reader.lastTime(),
        Math.max(applied.index(), point.index()),
        behind ? Start.Standing.BEHIND : Start.Standing.WHOLE,
        null,
        tuning.raft(),
        host.seed());
  }

  private Start rebuilding(Compaction.Kept kept, @Nullable SnapshotPoint givenUp) {
    return new Start(
        host.self(),
        membership(),
        new HardState(kept.state().term(), kept.state().vote(), 0),
        SnapshotPoint.ZERO,
        List.of(),
        0,
        HybridTime.ZERO,
        0,
        Start.Standing.INSTALLING,
        givenUp,
        tuning.raft(),
        host.seed());
  }

  private Membership membership() {
    List<NodeId> replicas = descriptor.replicas();
    return new Membership(
        replicas.subList(0, tuning.voters()), replicas.subList(tuning.voters(), replicas.size()));
  }

  private void finish(
      Start start, Position applied, Compaction.Kept kept, Consumer<@Nullable Replica> done) {
    ConsensusReplica replica =
        new ConsensusReplica(
            host, descriptor, machine, new ConsensusReplica.Origin(start, applied, kept, tuning));
    done.accept(replica);
    replica.begin();
  }
}
