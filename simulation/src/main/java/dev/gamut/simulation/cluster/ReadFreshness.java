package dev.gamut.simulation.cluster;

import dev.gamut.base.Invariant;
import dev.gamut.base.PartitionId;
import java.util.HashMap;
import java.util.Map;

/// Reads are fresh (Raft dissertation, 6.4): the index that a linearizable read is served at is not
/// below what any node had applied when the read began, since that may have been acknowledged. One
/// for each process of a node, because read ids begin anew with it.
final class ReadFreshness {
  private final Map<Read, Long> floors = new HashMap<>();

  private record Read(PartitionId partition, long id) {}

  void asked(PartitionId partition, long id, long appliedAnywhere) {
    floors.put(new Read(partition, id), appliedAnywhere);
  }

  void confirmed(PartitionId partition, long id, long index) {
    Long floor = floors.remove(new Read(partition, id));
    Invariant.check(
        floor == null || index >= floor,
        "reads are fresh: a read of %s is served at %d, though %d was applied before it began",
        partition,
        index,
        floor == null ? 0 : floor);
  }
}
