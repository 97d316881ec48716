package dev.gamut.real;

import dev.gamut.base.NodeId;

/// What a node's operator should hear about its peers, beyond the log; called on the first loop.
public interface PeerEvents {
  /// A peer can be sent to, or no longer.
  void reachable(NodeId peer, boolean reachable);

  /// Two processes claim to be the same node. One of them holds a copy of the other's data and
  /// would vote a second time: somebody has to look. Called once, not with every attempt.
  void identityInUse(NodeId node, String text);
}
