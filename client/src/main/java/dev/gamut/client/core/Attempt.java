package dev.gamut.client.core;

import org.jspecify.annotations.Nullable;

/// One sending of an operation to one node.
final class Attempt {
  final Pending pending;
  final Peer peer;

  /// The partition as it was known then; null for what a node answers by itself.
  final @Nullable Route route;

  /// The attempt before this one; together they are all that may still be answered.
  final @Nullable Attempt earlier;

  /// Whether the node is asked to pass it on to one that can carry it out.
  final boolean passOn;

  State state = State.WAITING;
  long requestId;
  long sentAtNanos;

  /// Where an attempt stands.
  enum State {
    /// In the queue of its node: certainly not delivered.
    WAITING,
    /// Handed to the connection: possibly delivered.
    SENT,
    /// Answered, lost or no longer wanted.
    ENDED
  }

  Attempt(Pending pending, Peer peer, @Nullable Route route, boolean passOn) {
    this.pending = pending;
    this.peer = peer;
    this.route = route;
    this.passOn = passOn;
    this.earlier = pending.latest;
  }
}
