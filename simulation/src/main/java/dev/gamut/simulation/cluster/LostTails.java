package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.storage.journal.Journal;
import dev.gamut.storage.journal.Recovered;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Tells a node what it cannot find out: that its disk has lost the last of what it claimed to have
/// synced. Nothing that is left tells such a loss from a write that never was. Raft is let err
/// then; a home of a leaderless table, which would give dots again that it had given, is told that
/// it is damaged.
final class LostTails {
  /// The last journal of each node.
  private final Map<NodeId, Journal> journals = new TreeMap<>();

  /// What was recovered, with what is left of some groups called damaged when the end is lost.
  ///
  /// @param tables that the node may have had replicas of
  Recovered told(NodeId node, Recovered recovered, List<Table> tables) {
    Journal before = journals.put(node, recovered.journal());
    if (before == null || recovered.journal().stats().durable() >= before.stats().durable()) {
      return recovered;
    }
    SortedMap<PartitionId, RecoveredGroup> told = new TreeMap<>(recovered.groups());
    for (Table table : tables) {
      for (PartitionDescriptor partition : table.partitions()) {
        RecoveredGroup left = told.get(partition.id());
        Bytes state = left == null ? Bytes.EMPTY : left.state();
        told.put(partition.id(), RecoveredGroup.damaged(partition.id(), state));
      }
    }
    return new Recovered(recovered.journal(), told, recovered.report());
  }
}
