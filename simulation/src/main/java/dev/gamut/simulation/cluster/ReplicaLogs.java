package dev.gamut.simulation.cluster;

import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.strategy.Probe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The log of one group on one node, over restarts: as it was appended, and as the journal said
/// that it holds it; and what the node was rightly counted for, though damage may have taken it
/// since.
///
/// Quorums intersect in what voters have (Raft dissertation, 3.6.3): who lost an entry that it was
/// counted for must not vote before it has it again. Who gave it up for a snapshot votes as if it
/// still had it, until the snapshot is there.
final class ReplicaLogs {
  private final MirroredLog appended = new MirroredLog();
  private final MirroredLog durable = new MirroredLog();
  private final ByEntry<Boolean> counted = new ByEntry<>();
  private long highestCounted;

  /// The durable log as it was when it was given up for a snapshot that is not there yet.
  private @Nullable MirroredLog givenUp;

  MirroredLog appended() {
    return appended;
  }

  MirroredLog durable() {
    return durable;
  }

  /// The durable log begins anew behind an installed snapshot, or is given up for one, at 0.
  void restartedDurably(long index, long term) {
    if (index > 0) {
      givenUp = null;
    } else if (givenUp == null) {
      givenUp = durable.copy();
    }
    durable.restart(index, term);
  }

  /// Whether the node votes as one that has this entry.
  boolean votesWith(long index, long term) {
    MirroredLog before = givenUp;
    return durable.holds(index, term) || (before != null && before.holds(index, term));
  }

  /// The node says that these are durable. What they replace it is not counted for any more: only
  /// what was not committed may be replaced, and that may be committed later without it.
  void hold(List<LogEntry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      LogEntry entry = entries.get(i);
      long before = durable.term(entry.index());
      if (before >= 0 && before != entry.term()) {
        counted.forgetFrom(entry.index());
        highestCounted = Math.min(highestCounted, entry.index() - 1);
      }
      durable.append(entry);
      count(entry.index(), entry.term());
    }
  }

  private void count(long index, long term) {
    counted.putIfAbsent(index, term, true);
    highestCounted = Math.max(highestCounted, index);
  }

  /// A process of the node begins with what its journal holds, and will be counted for it.
  void starts(Probe.Found start) {
    if (!start.installing() || start.behind()) {
      givenUp = null;
    } else if (givenUp == null) {
      givenUp = durable.copy();
    }
    appended.restart(start);
    durable.restart(start);
    for (long index = start.runs().getFirst().firstIndex() + 1; index <= durable.last(); index++) {
      count(index, durable.term(index));
    }
  }

  boolean counted(long index, long term) {
    return counted.get(index, term) != null;
  }

  /// The last index that the node knows it was counted for; 0 for none.
  long highestCounted() {
    return highestCounted;
  }

  /// The node lost everything behind this index, if there was anything, and cannot know it.
  void lostUnnoticed(long lastIndex) {
    highestCounted = Math.min(highestCounted, lastIndex);
  }

  boolean holdDurably(LogEntry entry) {
    return durable.holds(entry.index(), entry.term()) || counted(entry.index(), entry.term());
  }
}
