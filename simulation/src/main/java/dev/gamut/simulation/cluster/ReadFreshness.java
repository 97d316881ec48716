package dev.gamut.simulation.cluster;

import dev.gamut.base.Invariant;
import dev.gamut.base.PartitionId;
import java.util.HashMap;
import java.util.Map;

/// Reads are fresh (Raft dissertation, 6.4): the index that a linearizable read is served at is not
/// below what any node had applied when the read began, since that may have been acknowledged. One
/// for each replica of a process, because read ids begin anew with it.
final class ReadFreshness {
  private final Map<Long, Long> floors = new HashMap<>();

  void asked(long id, long appliedAnywhere) {
    floors.put(id, appliedAnywhere);
  }

  void confirmed(PartitionId partition, long id, long index) {
    Long floor = floors.remove(id);
    Invariant.check(
        floor == null || index >= floor,
        "reads are fresh: a read of %s is served at %d, though %d was applied before it began",
        partition,
        index,
        floor == null ? 0 : floor);
  }
}
