package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Item;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.wire.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Watches the replicas of a node from outside: where a simulation checks its invariants. A server
/// has none.
public interface Probe {
  /// A term, and who got the vote in it.
  record Ballot(long term, @Nullable NodeId vote) {}

  /// From this index on, up to the next run, all entries are of this term.
  record Run(long firstIndex, long term) {}

  /// What a replica begins with.
  ///
  /// @param runs of the log; the first is the position behind which it begins
  /// @param installing whether it is to be built anew from others, and holds nothing
  /// @param behind whether it knows that it lost something it had acknowledged
  record Found(
      Ballot ballot,
      List<Run> runs,
      long lastIndex,
      long appliedIndex,
      boolean installing,
      boolean behind) {
    public Found {
      runs = List.copyOf(runs);
    }
  }

  /// A replica begins with what the last process left, or is about to be built anew from others.
  void started(PartitionId partition, Found found);

  /// An entry goes to the journal; one at or below the last replaces the log from there.
  void appended(PartitionId partition, LogEntry entry);

  /// One write of the log is durable, as the journal says: entries as in [#appended], and the term
  /// and vote beside them unless they are as before.
  void durable(PartitionId partition, List<LogEntry> entries, @Nullable Ballot ballot);

  /// That the log begins anew behind a position, whose term this is, goes to the journal: after a
  /// snapshot, or empty at 0.
  void restarted(PartitionId partition, long index, long term);

  /// The journal says that the log begins anew so. What was written before is durable before.
  void restartedDurably(PartitionId partition, long index, long term);

  /// An entry's changes are in the store, and this came of it.
  void applied(PartitionId partition, LogEntry entry, Result result);

  /// This node asks for votes in a new term.
  void stands(PartitionId partition, long term, List<NodeId> voters);

  /// This node leads from now on, elected by these voters.
  void leads(PartitionId partition, long term, List<NodeId> voters);

  /// A linearizable read begins; the id is not used again by this replica.
  void readAsked(PartitionId partition, long id);

  /// A read that began may be served from the state at this index, or a later one.
  void readConfirmed(PartitionId partition, long id, long index);

  /// A home of a leaderless partition has made a write of what its caller asked, durably; the same
  /// again whenever it is applied again.
  ///
  /// @param superseded what the write says that it has seen of the key
  void minted(PartitionId partition, Bytes place, Item.Sibling sibling, Frontier superseded);

  /// A home of a leaderless partition has found that another differs from it where it must not.
  void differs(PartitionId partition, String what);
}
