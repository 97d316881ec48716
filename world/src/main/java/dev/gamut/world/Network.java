package dev.gamut.world;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;

/// The door to the other nodes. It promises nothing: a frame may be lost, doubled, late or out of
/// order, and a link may fail one way only. What it does promise: a frame that arrives is whole,
/// and comes from the node it names, of the same cluster.
public interface Network {
  /// Sends a frame, never blocking; from any loop. A peer that cannot be reached, or whose queue
  /// (in bytes) is full, loses it.
  void send(NodeId to, Bytes frame);

  /// Whether a frame sent now would be queued: a hint for bulk traffic to wait.
  boolean isWritable(NodeId to);

  /// Whoever listens to the peers' frames; called on the node's first loop.
  interface Receiver {
    void receive(NodeId from, Bytes frame);

    /// The peer's process has ended, as far as can be told: there is no connection to it any more,
    /// and its machine refuses new ones. A hint, given soon after and perhaps again; it never comes
    /// when the machine itself or the way to it is gone.
    default void ended(NodeId peer) {}
  }
}
