package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import java.util.List;

/// What a proposer wants done, in this order.
public sealed interface PaxosEffect {
  /// May be lost; what a node sends to itself goes to its own acceptor.
  record Send(NodeId to, PaxosMessage message) implements PaxosEffect {}

  /// Nothing is in doubt of the key: its owner looks at it and says how to go on, with
  /// [PaxosEvent.Propose], [PaxosEvent.ProposeNothing] or [PaxosEvent.Finish].
  ///
  /// @param views of a quorum that has promised; empty when this node decided the last and has it
  ///   applied: its own view is then the last decided, if what follows from it is decided too
  /// @param proposedBefore whether an earlier proposal of the operation may have been decided by
  ///   somebody: the views then show it
  record Choose(long operation, Bytes key, List<View> views, boolean proposedBefore)
      implements PaxosEffect {
    public Choose {
      views = List.copyOf(views);
    }
  }

  /// What an acceptor holds of a key.
  record View(NodeId from, Bytes bytes) {}

  /// What the operation proposed is decided.
  ///
  /// @param accepted by these so far
  record Decided(long operation, List<NodeId> accepted) implements PaxosEffect {}

  /// The key was as its owner saw it, and what the operation proposed will never be decided.
  ///
  /// @param accepted by these so far
  record NothingDecided(long operation, List<NodeId> accepted) implements PaxosEffect {}

  /// Replaces the outstanding timer.
  record SetTimer(long atNanos) implements PaxosEffect {}
}
