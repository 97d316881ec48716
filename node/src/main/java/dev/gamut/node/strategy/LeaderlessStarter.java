package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.LeaderlessMachine;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Position;
import dev.gamut.protocol.leaderless.Homes;
import dev.gamut.protocol.leaderless.Leaderless;
import dev.gamut.protocol.leaderless.LeaderlessConfig;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings a home of a leaderless partition to life: notes which keys its log wrote, and hands what
/// is not applied yet to the replica.
final class LeaderlessStarter {
  private static final int LOAD_SIZE = 1 << 20;

  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final LeaderlessMachine machine;
  private final @Nullable RecoveredGroup group;
  private final Position applied;
  private final List<LogEntry> unapplied = new ArrayList<>();
  private long lastSequence;
  private HybridTime lastTime;

  /// @param applied what the machine has loaded
  LeaderlessStarter(
      ReplicaHost host,
      PartitionDescriptor descriptor,
      LeaderlessMachine machine,
      @Nullable RecoveredGroup group,
      Position applied) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = machine;
    this.group = group;
    this.applied = applied;
    this.lastTime = applied.time();
    this.lastSequence = machine.seen().last(descriptor.originOf(host.self()));
  }

  void start(Consumer<Replica> done) {
    if (group == null) {
      finish(1, done);
    } else if (group.damaged() || group.lastIndex() < applied.index()) {
      quarantine();
    } else {
      read(group, group.firstIndex(), () -> finish(group.firstIndex(), done));
    }
  }

  private void read(RecoveredGroup from, long index, Runnable done) {
    if (index > from.lastIndex()) {
      done.run();
      return;
    }
    host.readLog(
        index,
        from.lastIndex() + 1,
        LOAD_SIZE,
        records -> {
          if (records.isEmpty()) {
            quarantine();
            return;
          }
          long next = index;
          for (Bytes record : records) {
            take(next++, record);
          }
          read(from, next, done);
        });
  }

  private void take(long index, Bytes record) {
    try {
      LogEntry entry = LogEntry.decode(index, record);
      lastTime = entry.time().compareTo(lastTime) > 0 ? entry.time() : lastTime;
      if (!Defect.FORGET_SEQUENCE_AT_RESTART.isPlanted()
          && LogRecord.decode(entry.payload()) instanceof LogRecord.Mint mint) {
        Dot dot = mint.dot();
        lastSequence = Math.max(lastSequence, dot.sequence());
      }
      if (index <= applied.index()) {
        machine.remember(entry);
      } else {
        unapplied.add(entry);
      }
    } catch (MalformedException e) {
      throw new IllegalStateException("entry " + index + " of " + descriptor.id(), e);
    }
  }

  private void finish(long firstIndex, Consumer<Replica> done) {
    Leaderless core =
        new Leaderless(
            new Leaderless.Start(
                new Homes(host.self(), descriptor.replicas()),
                LeaderlessConfig.defaults(),
                machine.rules(),
                descriptor.originOf(host.self()),
                lastSequence,
                lastTime,
                host.seed() >>> 8));
    LeaderlessReplica replica =
        new LeaderlessReplica(
            host,
            descriptor,
            new LeaderlessReplica.Origin(core, machine, applied, unapplied, firstIndex));
    done.accept(replica);
    replica.begin();
  }

  /// What it acknowledged may be gone, and the dots it would give may have been given before: it
  /// does not serve. The other homes do.
  private void quarantine() {
    host.event(
        LogLine.of(
            "replica-quarantined",
            "partition",
            descriptor.id(),
            "reason",
            "records of it in the journal cannot be read; the other replicas serve"));
  }
}
