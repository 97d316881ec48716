package dev.gamut.node.strategy;

/// What befalls replicas and is counted, for those who watch a node.
public enum ReplicaEvent {
  /// A replica stood for election.
  CANDIDACY,
  /// A replica became leader.
  LEADERSHIP,
  /// A replica follows another leader than before, or has none any more.
  LEADER_CHANGE,
  /// A snapshot began to be sent, to a replica that needs more than the log has.
  SNAPSHOT_SENT,
  /// A snapshot began to be installed.
  SNAPSHOT_INSTALLED,
  /// The journal lost records of a replica, so that it is built anew.
  DAMAGED,
  /// A replica of a last-writer-wins table dropped a value that was concurrent with the winner.
  VALUE_LOST
}
