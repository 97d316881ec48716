package dev.gamut.simulation.cluster;

import dev.gamut.base.PartitionId;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.strategy.Probe;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The logs of a node's replicas, over restarts: as they were appended, and as the journal said
/// that it holds them; and what the node was rightly counted for, though damage may have taken it
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
      count(partition, entry.index(), entry.term());
    }
  }

  private void count(PartitionId partition, long index, long term) {
    counted.add(new Place(partition, index, term));
    highestCounted.merge(partition, index, Math::max);
  }

  /// A process of the node begins with what its journal holds, and will be counted for it.
  void starts(PartitionId partition, Probe.Found start) {
    appended(partition).restart(start);
    MirroredLog log = durable(partition);
    log.restart(start);
    for (long index = start.runs().getFirst().firstIndex() + 1; index <= log.last(); index++) {
      count(partition, index, log.term(index));
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
