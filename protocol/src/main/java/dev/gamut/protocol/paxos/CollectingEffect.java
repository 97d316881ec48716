package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;

/// What [Collecting] wants done, in this order.
public sealed interface CollectingEffect {
  /// May be lost.
  record Send(NodeId to, PaxosMessage.OfFloor message) implements CollectingEffect {}

  /// Appends to the acceptor's log: a [PaxosMessage.Raise] or a [PaxosMessage.Drop].
  record Log(PaxosMessage message) implements CollectingEffect {}

  /// Reads the states of the next keys, in their order.
  ///
  /// @param from a key; empty for the first
  record Walk(long lap, Bytes from) implements CollectingEffect {}

  /// Has a key's last proposal decided, or something after it.
  record Finish(Bytes key) implements CollectingEffect {}
}
