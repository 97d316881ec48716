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

  Attempt(Pending pending, Peer peer, @Nullable Route route) {
    this.pending = pending;
    this.peer = peer;
    this.route = route;
    this.earlier = pending.latest;
  }
}
