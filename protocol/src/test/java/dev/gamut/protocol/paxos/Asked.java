package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;

/// An operation of a schedule.
final class Asked {
  final Bytes key;
  final NodeId at;

  /// What the key must hold for it to take effect; -1 only reads, -2 anything.
  final long expected;

  /// What had certainly taken effect when it began.
  final Chain before;

  /// What it saw last.
  Chain view = Chain.EMPTY;

  boolean done;

  Asked(Bytes key, NodeId at, long expected, Chain before) {
    this.key = key;
    this.at = at;
    this.expected = expected;
    this.before = before;
  }
}
