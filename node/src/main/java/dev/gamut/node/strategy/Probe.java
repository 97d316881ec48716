package dev.gamut.node.strategy;

import dev.gamut.base.PartitionId;
import dev.gamut.node.machine.LogEntry;

/// Watches the replicas of a node from outside: where a simulation checks its invariants. A server
/// has none.
public interface Probe {
  /// An entry goes to the journal; one at or below the last replaces the log from there.
  void appended(PartitionId partition, LogEntry entry);

  /// The log begins anew behind a position, whose term this is: after a snapshot, or empty at 0.
  void restarted(PartitionId partition, long index, long term);

  /// An entry's changes are in the store.
  void applied(PartitionId partition, LogEntry entry);

  /// This node leads from now on.
  void leads(PartitionId partition, long term);
}
