package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import java.util.List;

/// What proposers and acceptors say to each other, and what an acceptor's log holds. Any of it may
/// be lost, repeated or overtaken.
public sealed interface PaxosMessage {
  /// What an acceptor is told of a key.
  sealed interface OfKey extends PaxosMessage {
    Bytes key();
  }

  /// What an acceptor answers to a proposer. Ids are the proposer's, one a round, and come back.
  sealed interface Answer extends PaxosMessage {
    long id();
  }

  /// What acceptors say to each other of the floor under all keys.
  sealed interface OfFloor extends PaxosMessage {}

  /// Phase 1: promise to take nothing below this ballot.
  record Prepare(long id, Bytes key, Ballot ballot) implements OfKey {}

  /// @param state the acceptor's, after the promise
  /// @param settledBelow see [BallotFloor]
  /// @param view what the acceptor holds of the key
  record Promise(long id, Ballot ballot, AcceptorState state, long settledBelow, Bytes view)
      implements Answer {
    /// The same with what the acceptor holds.
    public Promise showing(Bytes held) {
      return new Promise(id, ballot, state, settledBelow, held);
    }
  }

  /// Phase 2: accept this.
  ///
  /// @param after see [AcceptorState#accept]
  record Accept(long id, Bytes key, Ballot ballot, Ballot after, Bytes proposal) implements OfKey {}

  record Accepted(long id, Ballot ballot) implements Answer {}

  /// To either: this much was promised already.
  record Refused(long id, Ballot ballot, Ballot promised) implements Answer {}

  /// It is decided.
  record Commit(long id, Bytes key, Ballot ballot, Bytes proposal) implements OfKey {}

  record Committed(long id, Ballot ballot) implements Answer {}

  /// Take this over, as an acceptor that joins: another one's state. Only in a log.
  record Adopt(long id, Bytes key, AcceptorState state) implements OfKey {}

  /// Raise your floor to this, and tell me once you are in doubt of nothing below it.
  record Settle(long below) implements OfFloor {}

  /// I refuse ballots of rounds below this, and am in doubt of none.
  record Settled(long below) implements OfFloor {}

  /// The floor is at least this from now on. Only in a log.
  record Raise(BallotFloor floor) implements PaxosMessage {}

  /// The states of these keys go, as far as [BallotFloor#mayDrop]. Only in a log.
  ///
  /// @param settledBelow no acceptor is in doubt of a round below it
  record Drop(List<Bytes> keys, long settledBelow) implements PaxosMessage {
    public Drop {
      keys = List.copyOf(keys);
    }
  }
}
