package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.Position;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Brings a replica to life from what the journal and the store hold of it, which may be nothing.
public final class ReplicaStarter {
  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final Machine machine;
  private final @Nullable RecoveredGroup group;
  private final Tuning tuning;

  /// How the strategies of a node are set.
  ///
  /// @param voters how many of the descriptor's replicas, from the first, vote
  public record Tuning(
      RaftConfig raft,
      int voters,
      long entriesKept,
      int snapshotChunkBytes,
      ComparingConfig comparing,
      CollectingConfig collecting) {}

  /// What the journal notes of entries for [#start]: their terms.
  public static long termOf(Bytes entry) {
    return TermReader.termOf(entry);
  }

  /// @param group what the journal holds of the partition; null for nothing
  public ReplicaStarter(
      ReplicaHost host,
      PartitionDescriptor descriptor,
      Machine machine,
      @Nullable RecoveredGroup group,
      Tuning tuning) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = machine;
    this.group = group;
    this.tuning = tuning;
  }

  /// @param done hears of nothing when the replica cannot be served here
  public void start(StrategyKind kind, Consumer<@Nullable Replica> done) {
    host.store()
        .get(
            StoreKeys.installing(descriptor.id()),
            mark ->
                machine.load(
                    () -> readPosition(position -> startFrom(kind, mark, position, done))));
  }

  private void readPosition(Consumer<Position> done) {
    host.store()
        .get(
            StoreKeys.position(descriptor.id()),
            found -> {
              try {
                done.accept(found == null ? Position.START : Position.decode(found));
              } catch (MalformedException e) {
                throw new IllegalStateException("an applied position cannot be read", e);
              }
            });
  }

  private void startFrom(
      StrategyKind kind,
      @Nullable Bytes installing,
      Position applied,
      Consumer<@Nullable Replica> done) {
    switch (kind) {
      case LOCAL -> startLocal(applied, done);
      case CONSENSUS ->
          new ConsensusStarter(host, descriptor, machine, group, tuning)
              .start(installing, applied, done);
      case LEADERLESS -> {
        if (!(machine instanceof LeaderlessMachine leaderless)) {
          throw new IllegalStateException("another strategy's machine for " + descriptor.id());
        }
        new LeaderlessStarter(host, descriptor, leaderless, group, applied, tuning).start(done);
      }
    }
  }

  private void startLocal(Position applied, Consumer<@Nullable Replica> done) {
    if (group != null && group.damaged()) {
      quarantine(done);
      return;
    }
    if (group == null || group.lastIndex() <= applied.index()) {
      done.accept(new LocalReplica(host, descriptor, machine, applied, List.of()));
      return;
    }
    List<LogEntry> entries = new ArrayList<>();
    new LogEntries(host, group.lastIndex(), entries::add)
        .read(
            applied.index() + 1,
            () -> done.accept(new LocalReplica(host, descriptor, machine, applied, entries)),
            () -> quarantine(done));
  }

  /// There is no other replica to ask: the partition is not served, the others are.
  private void quarantine(Consumer<@Nullable Replica> done) {
    done.accept(null);
    host.event(
        LogLine.of(
            "replica-quarantined",
            "partition",
            descriptor.id(),
            "reason",
            "records of it in the journal cannot be read, and a local table has no other replica;"
                + " restart the node if the disk failed for a moment, or restore a backup"));
  }
}
