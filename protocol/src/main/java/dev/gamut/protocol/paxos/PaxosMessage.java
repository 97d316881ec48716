package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;

/// What proposers and acceptors say to each other. Any of it may be lost, repeated or overtaken.
/// Ids are the proposer's, one a round, and come back in the answer.
public sealed interface PaxosMessage {
  long id();

  /// Phase 1: promise to take nothing below this ballot.
  record Prepare(long id, Bytes key, Ballot ballot) implements PaxosMessage {}

  /// @param state the acceptor's, after the promise
  /// @param view what the acceptor holds of the key
  record Promise(long id, Ballot ballot, AcceptorState state, Bytes view) implements PaxosMessage {}

  /// Phase 2: accept this.
  ///
  /// @param after see [AcceptorState#accept]
  record Accept(long id, Bytes key, Ballot ballot, Ballot after, Bytes proposal)
      implements PaxosMessage {}

  record Accepted(long id, Ballot ballot) implements PaxosMessage {}

  /// To either: this much was promised already.
  record Refused(long id, Ballot ballot, Ballot promised) implements PaxosMessage {}

  /// It is decided.
  record Commit(long id, Bytes key, Ballot ballot, Bytes proposal) implements PaxosMessage {}

  record Committed(long id, Ballot ballot) implements PaxosMessage {}

  /// Take this over, as an acceptor that joins: another one's state. Only in a log.
  record Adopt(long id, Bytes key, AcceptorState state) implements PaxosMessage {}
}
