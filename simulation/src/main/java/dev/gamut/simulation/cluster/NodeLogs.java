package dev.gamut.simulation.cluster;

import dev.gamut.base.PartitionId;
import dev.gamut.node.machine.LogEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The logs of a node's replicas, over restarts: as they were appended, and as far as they were
/// said to be durable; and what the node was rightly counted for, though damage may have taken it
/// since.
///
/// Quorums intersect in what voters have (Raft dissertation, 3.6.3): who lost an entry that it was
/// counted for must not vote before it has it again.
final class NodeLogs {
  private final Map<PartitionId, MirroredLog> appended = new HashMap<>();
  private final Map<PartitionId, MirroredLog> durable = new HashMap<>();
  private final Set<Place> counted = new HashSet<>();
  private final Map<PartitionId, Long> highestCounted = new HashMap<>();

  private record Place(PartitionId partition, long index, long term) {}

  MirroredLog appended(PartitionId partition) {
    return appended.computeIfAbsent(partition, _ -> new MirroredLog());
  }

  MirroredLog durable(PartitionId partition) {
    return durable.computeIfAbsent(partition, _ -> new MirroredLog());
  }

  /// The node says that these are durable.
  void count(PartitionId partition, List<LogEntry> entries) {
    for (LogEntry entry : entries) {
      counted.add(new Place(partition, entry.index(), entry.term()));
      highestCounted.merge(partition, entry.index(), Math::max);
    }
  }

  boolean counted(PartitionId partition, long index, long term) {
    return counted.contains(new Place(partition, index, term));
  }

  /// The last index that the node knows it was counted for; 0 for none.
  long highestCounted(PartitionId partition) {
    return highestCounted.getOrDefault(partition, 0L);
  }

  /// The node lost everything behind this index, if there was anything, and cannot know it.
  void lostUnnoticed(PartitionId partition, long lastIndex) {
    highestCounted.computeIfPresent(partition, (_, known) -> Math.min(known, lastIndex));
  }
}
