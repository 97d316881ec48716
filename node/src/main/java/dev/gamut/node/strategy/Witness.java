package dev.gamut.node.strategy;

import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Position;
import dev.gamut.protocol.raft.Entry;
import dev.gamut.protocol.raft.HardState;
import dev.gamut.protocol.raft.RaftEffect;
import dev.gamut.protocol.raft.Role;
import dev.gamut.protocol.raft.Start;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells whoever watches what a replica under Raft does, until it is closed; does nothing when
/// nobody does.
final class Witness {
  private @Nullable Probe probe;
  private final PartitionId partition;
  private final List<NodeId> voters;

  Witness(@Nullable Probe probe, PartitionId partition, List<NodeId> voters) {
    this.probe = probe;
    this.partition = partition;
    this.voters = voters;
  }

  void started(Start start) {
    if (probe != null) {
      List<Probe.Run> runs = new ArrayList<>();
      runs.add(new Probe.Run(start.snapshot().index(), start.snapshot().term()));
      start.terms().forEach(run -> runs.add(new Probe.Run(run.firstIndex(), run.term())));
      probe.started(
          partition,
          new Probe.Found(
              ballot(start.hardState()),
              runs,
              start.lastIndex(),
              start.appliedIndex(),
              start.standing() == Start.Standing.INSTALLING,
              start.standing() != Start.Standing.WHOLE && start.givenUp() == null));
    }
  }

  void appended(Entry entry) {
    if (probe != null) {
      probe.appended(partition, logEntry(entry));
    }
  }

  void durable(RaftEffect.Persist write) {
    if (probe != null) {
      HardState state = write.state();
      probe.durable(partition, logEntries(write.entries()), state == null ? null : ballot(state));
    }
  }

  void restarted(Position position) {
    if (probe != null) {
      probe.restarted(partition, position.index(), position.term());
    }
  }

  void restartedDurably(Position position) {
    if (probe != null) {
      probe.restartedDurably(partition, position.index(), position.term());
    }
  }

  void applied(Applier.Applied applied) {
    if (probe != null) {
      probe.applied(partition, applied.entry(), applied.result());
    }
  }

  void roleChanged(RaftEffect.RoleChanged changed) {
    if (probe != null && changed.role() == Role.CANDIDATE) {
      probe.stands(partition, changed.term(), voters);
    } else if (probe != null && changed.role() == Role.LEADER) {
      probe.leads(partition, changed.term(), voters);
    }
  }

  void close() {
    probe = null;
  }

  private static Probe.Ballot ballot(HardState state) {
    return new Probe.Ballot(state.term(), state.vote());
  }

  static List<LogEntry> logEntries(List<Entry> entries) {
    List<LogEntry> logEntries = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      logEntries.add(logEntry(entry));
    }
    return logEntries;
  }

  private static LogEntry logEntry(Entry entry) {
    return new LogEntry(entry.index(), entry.term(), entry.time(), entry.payload());
  }
}
