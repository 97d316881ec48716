package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;

/// What happens to a proposer.
public sealed interface PaxosEvent {
  /// Somebody wants to look at a key and perhaps to change it. Operations of one key are seen
  /// through one after the other.
  ///
  /// @param operation any number that its owner knows it by
  record Begin(long operation, Bytes key) implements PaxosEvent {}

  /// The answer to [PaxosEffect.Choose]: this is to be decided.
  ///
  /// @param proposal the whole of what the key is to be, or what comes to that wherever it is
  ///   applied: decisions before it may not be known there
  record Propose(long operation, Bytes proposal) implements PaxosEvent {}

  /// The answer to [PaxosEffect.Choose]: the key stays as it is, and that is to be decided: nobody
  /// has come between, and what the operation proposed before will never be decided.
  ///
  /// @param view what the key is, merged from the views: whoever learns of this decision and of
  ///   none before must come to have it
  record ProposeNothing(long operation, Bytes view) implements PaxosEvent {}

  /// The answer to [PaxosEffect.Choose]: there is nothing to decide, its owner has seen enough. Not
  /// without views, and not when it may yet be decided what the operation proposed before.
  record Finish(long operation) implements PaxosEvent {}

  record Received(NodeId from, PaxosMessage.Answer answer) implements PaxosEvent {}

  /// This home's acceptor refuses ballots of rounds below this from now on, and may have dropped
  /// what was decided there: no ballot is made there, and none is continued.
  record Raised(long refusedBelow) implements PaxosEvent {}

  record TimerFired() implements PaxosEvent {}
}
