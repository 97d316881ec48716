package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Value;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Position;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.leaderless.Homes;
import dev.gamut.protocol.leaderless.Leaderless;
import dev.gamut.protocol.leaderless.LeaderlessConfig;
import dev.gamut.protocol.leaderless.LeaderlessStart;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings a home of a leaderless partition to life: notes which keys its log wrote, and hands what
/// is not applied yet to the replica.
final class LeaderlessStarter {
  private static final int LEFT_MAX = 1_024;

  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final LeaderlessMachine machine;
  private @Nullable RecoveredGroup group;
  private Position applied;
  private final int chunkBytes;
  private final ComparingConfig comparing;
  private final CollectingConfig collecting;
  private final List<LogEntry> unapplied = new ArrayList<>();
  private final ArrayDeque<LeaderlessStart.Left> left = new ArrayDeque<>();
  private long lastSequence;
  private HybridTime lastTime;

  /// @param applied what the machine has loaded
  /// @param tuning how much is handed over at a time, and how homes are compared
  LeaderlessStarter(
      ReplicaHost host,
      PartitionDescriptor descriptor,
      LeaderlessMachine machine,
      @Nullable RecoveredGroup group,
      Position applied,
      ReplicaStarter.Tuning tuning) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = machine;
    this.group = group;
    this.applied = applied;
    this.chunkBytes = tuning.snapshotChunkBytes();
    this.comparing = tuning.comparing();
    this.collecting = tuning.collecting();
    this.lastTime = applied.time();
    long last = machine.seen().last(descriptor.originOf(host.self()));
    boolean forgetful = Defect.FORGET_SEQUENCE_AT_RESTART.isPlanted();
    this.lastSequence = forgetful ? last : Math.max(last, machine.given().last());
  }

  /// @param done hears of nothing when the replica cannot be
  void start(Consumer<@Nullable Replica> done) {
    ReplicaIdentity identity = machine.identity();
    ReplicaIdentity.Standing logged =
        group == null ? ReplicaIdentity.Standing.OWN : identity.logged(group.state());
    if (logged == ReplicaIdentity.Standing.NEWER
        || identity.stored() == ReplicaIdentity.Standing.NEWER) {
      host.event(LogLine.of("replica-waits", "partition", descriptor.id(), "for", "catalog"));
      done.accept(null);
      return;
    }
    if (group != null && group.damaged()) {
      // Whose the lost records were is not known either.
      damaged("records of it in the journal cannot be read", done);
      return;
    }
    if (logged == ReplicaIdentity.Standing.OLDER) {
      host.event(LogLine.of("replica-forgotten", "partition", descriptor.id(), "from", "journal"));
      host.logReset();
      group = null;
    }
    if (identity.stored() == ReplicaIdentity.Standing.OLDER) {
      host.event(LogLine.of("replica-forgotten", "partition", descriptor.id(), "from", "store"));
      applied = Position.START;
      lastTime = applied.time();
      lastSequence = 0;
      Removal.remove(
          host.store(), descriptor, () -> true, () -> machine.load(() -> startOwn(done)));
    } else {
      startOwn(done);
    }
  }

  private void startOwn(Consumer<@Nullable Replica> done) {
    host.logState(machine.identity().mark(descriptor));
    long last = group == null ? 0 : group.lastIndex();
    long first = group == null ? 1 : group.firstIndex();
    if (first > applied.index() + 1) {
      damaged("the store lacks what the journal has let go of", done);
    } else if (last < applied.index()) {
      damaged("the store has applied what the journal does not hold", done);
    } else if (last < first) {
      finish(first, done);
    } else {
      new LogEntries(host, last, this::take)
          .read(
              first,
              () -> finish(first, done),
              () -> damaged("records of it in the journal cannot be read", done));
    }
  }

  private void take(LogEntry entry) {
    lastTime = entry.time().compareTo(lastTime) > 0 ? entry.time() : lastTime;
    try {
      note(entry.payload());
    } catch (MalformedException e) {
      throw new IllegalStateException("entry " + entry.index() + " of " + descriptor.id(), e);
    }
    if (entry.index() <= applied.index()) {
      machine.remember(entry);
    } else {
      unapplied.add(entry);
    }
  }

  /// Dots that this home gave: none of them may be given again.
  private void note(Bytes payload) throws MalformedException {
    if (Defect.FORGET_SEQUENCE_AT_RESTART.isPlanted()) {
      return;
    }
    PaxosMessage question = PaxosRecord.decode(payload);
    if (question == null) {
      if (LogRecord.decode(payload) instanceof LogRecord.Mint mint) {
        lastSequence = Math.max(lastSequence, mint.dot().sequence());
        left(mint);
      }
    } else if (question instanceof PaxosMessage.Accept accept
        && PaxosRecord.proposal(accept.proposal()) instanceof LogRecord.Take(Write write)
        && write.dot().origin() == descriptor.originOf(host.self())) {
      lastSequence = Math.max(lastSequence, write.dot().sequence());
    }
  }

  /// Of the writes that it coordinated, the latest: their callers may have gone elsewhere.
  private void left(LogRecord.Mint mint) {
    if (mint.sibling().name().isNone()) {
      return;
    }
    Item.Sibling named =
        new Item.Sibling(mint.sibling().version(), Value.TOMBSTONE, mint.sibling().name());
    left.add(new LeaderlessStart.Left(mint.place(), named));
    if (left.size() > LEFT_MAX) {
      left.remove();
    }
  }

  private void finish(long firstIndex, Consumer<@Nullable Replica> done) {
    // Of older ones it is not known any more whether they were refused.
    left.removeIf(each -> each.sibling().dot().sequence() <= lastSequence - RefusedDots.KEPT);
    LeaderlessConfig config = LeaderlessConfig.defaults().with(chunkBytes, comparing);
    Leaderless core =
        new Leaderless(
            new LeaderlessStart(
                new Homes(host.self(), Roles.members(descriptor)),
                config,
                machine.rules(),
                descriptor.originOf(host.self()),
                lastSequence,
                lastTime,
                descriptor.epoch() == PartitionDescriptor.FIRST_EPOCH,
                host.seed() >>> 8,
                machine.tree()));
    LeaderlessReplica replica =
        new LeaderlessReplica(
            host,
            descriptor,
            new LeaderlessOrigin(
                core,
                config,
                collecting,
                machine,
                new LeaderlessLog.Start(applied, unapplied, firstIndex),
                List.copyOf(left)));
    done.accept(replica);
    replica.begin();
  }

  private void damaged(String why, Consumer<@Nullable Replica> done) {
    done.accept(new DamagedReplica(host, descriptor, machine.table(), why));
  }
}
