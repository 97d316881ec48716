package dev.gamut.node;

import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.node.machine.Machine;

/// A replica that belongs here. What is still being started is changed and ended later.
final class Tenant {
  final Machine machine;
  final StrategyKind kind;
  final int voters;
  PartitionDescriptor descriptor;

  /// The version of the catalog that it is started under.
  long begunUnder;

  boolean started;

  /// Whether it could not be started: perhaps it can under another catalog.
  boolean absent;

  Tenant(PartitionDescriptor descriptor, Machine machine, StrategyKind kind, int voters) {
    this.descriptor = descriptor;
    this.machine = machine;
    this.kind = kind;
    this.voters = voters;
  }

  /// Whether a description is of this replica, and not of another one in the same place.
  boolean is(PartitionDescriptor next, NodeId self) {
    boolean again =
        Defect.REBUILD_WITH_OLD_ORIGIN.isPlanted()
            && next.isRebuilding(self)
            && !descriptor.isRebuilding(self);
    return Defect.REJOIN_WITH_OLD_STATE.isPlanted()
        || (descriptor.originOf(self) == next.originOf(self) && !again);
  }
}
