package dev.gamut.simulation.cluster;

import dev.gamut.base.NodeId;

/// A replica of the present process of a node.
final class Seat {
  static final long UNKNOWN = -1;

  final GroupLogs group;
  final ReplicaLogs logs;
  final ReadFreshness reads = new ReadFreshness();
  long lastApplied = UNKNOWN;

  Seat(GroupLogs group, NodeId node) {
    this.group = group;
    this.logs = group.logs(node);
  }
}
