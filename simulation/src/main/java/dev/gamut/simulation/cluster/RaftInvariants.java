package dev.gamut.simulation.cluster;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.strategy.Probe;
import java.util.HashMap;
import java.util.Map;

/// What must hold of every group after every event, checked as it happens and not by looking at
/// everything again (Raft dissertation, figure 3.2):
///
/// - election safety: at most one leader a term;
/// - log matching: two entries with the same index and term are the same, and so are those before;
/// - leader completeness: what was applied anywhere is in the log of every later leader;
/// - state-machine safety: no two nodes apply different entries at an index;
/// - each node applies entries in order, each once.
///
/// Maps are only looked up, never iterated.
final class RaftInvariants {
  private final Map<Place, NodeId> leaders = new HashMap<>();
  private final Map<Place, Written> written = new HashMap<>();
  private final Map<Index, Applied> applied = new HashMap<>();
  private final Map<PartitionId, Applied> newest = new HashMap<>();
  private long checks;

  private record Place(PartitionId partition, long index, long term) {}

  private record Index(PartitionId partition, long index) {}

  private record Written(int payloadHash, long previousTerm) {}

  private record Applied(long index, long term, int payloadHash) {}

  long checks() {
    return checks;
  }

  /// Watches one process of a node.
  ///
  /// @param logs what earlier processes of the node left in its journal, to be kept with the
  ///   machine
  Watch watch(NodeId node, Logs logs) {
    return new Watch(node, logs);
  }

  /// The terms of a node's logs, as its journal should have them. A crash may lose the end of it,
  /// so what is here is an upper bound until the entries are written again.
  static final class Logs {
    private final Map<Index, Long> terms = new HashMap<>();

    private void append(PartitionId partition, LogEntry entry) {
      terms.put(new Index(partition, entry.index()), entry.term());
    }

    long term(PartitionId partition, long index) {
      return index == 0 ? 0 : terms.getOrDefault(new Index(partition, index), -1L);
    }
  }

  /// One process of a node.
  final class Watch implements Probe {
    private final NodeId node;
    private final Logs logs;
    private final Map<PartitionId, Long> lastApplied = new HashMap<>();
    private final Map<PartitionId, Long> restartedAt = new HashMap<>();

    private Watch(NodeId node, Logs logs) {
      this.node = node;
      this.logs = logs;
    }

    @Override
    public void appended(PartitionId partition, LogEntry entry) {
      checks++;
      long previousTerm = logs.term(partition, entry.index() - 1);
      logs.append(partition, entry);
      Written mine = new Written(entry.payload().hashCode(), previousTerm);
      Written first = written.putIfAbsent(new Place(partition, entry.index(), entry.term()), mine);
      if (first == null) {
        return;
      }
      Invariant.check(
          first.payloadHash() == mine.payloadHash(),
          "log matching: %s has another entry %d of term %d in %s than somebody else",
          node,
          entry.index(),
          entry.term(),
          partition);
      Invariant.check(
          first.previousTerm() == previousTerm || previousTerm < 0 || first.previousTerm() < 0,
          "log matching: %s has entry %d of term %d in %s behind one of term %d, not %d",
          node,
          entry.index(),
          entry.term(),
          partition,
          previousTerm,
          first.previousTerm());
    }

    @Override
    public void restarted(PartitionId partition, long index, long term) {
      logs.terms.put(new Index(partition, index), term);
      lastApplied.put(partition, index);
      restartedAt.put(partition, index);
    }

    @Override
    public void applied(PartitionId partition, LogEntry entry) {
      checks++;
      Long last = lastApplied.put(partition, entry.index());
      Invariant.check(
          last == null || entry.index() == last + 1,
          "%s applies entry %d of %s after %d",
          node,
          entry.index(),
          partition,
          last == null ? -1 : last);
      Applied mine = new Applied(entry.index(), entry.term(), entry.payload().hashCode());
      Applied first =
          RaftInvariants.this.applied.putIfAbsent(new Index(partition, entry.index()), mine);
      Invariant.check(
          first == null || first.equals(mine),
          "state-machine safety: %s applies %s in %s where %s was applied",
          node,
          mine,
          partition,
          first == null ? mine : first);
      Applied highest = newest.get(partition);
      if (highest == null || highest.index() < entry.index()) {
        newest.put(partition, mine);
      }
    }

    @Override
    public void leads(PartitionId partition, long term) {
      checks++;
      NodeId other = leaders.putIfAbsent(new Place(partition, 0, term), node);
      Invariant.check(
          other == null || other.equals(node),
          "election safety: %s and %s lead %s in term %d",
          node,
          other == null ? node : other,
          partition,
          term);
      Applied highest = newest.get(partition);
      if (highest == null || term < highest.term()) {
        return;
      }
      long own = logs.term(partition, highest.index());
      long covered = restartedAt.getOrDefault(partition, 0L);
      Invariant.check(
          own == highest.term() || highest.index() <= covered,
          "leader completeness: %s leads %s in term %d without entry %d of term %d",
          node,
          partition,
          term,
          highest.index(),
          highest.term());
    }
  }
}
