package dev.gamut.protocol.paxos;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.MalformedException;

/// What an acceptor must not forget of a key. Every change is durable before anybody hears of it.
///
/// Format 1: `format u8 = 1 · promised · accepted · proposal · committed`.
///
/// @param promised nothing below it is promised or accepted any more
/// @param accepted the ballot of what was accepted last; [Ballot#NONE] for nothing
/// @param proposal what that was
/// @param committed the highest ballot that is known to be decided, and is in the item
public record AcceptorState(Ballot promised, Ballot accepted, Bytes proposal, Ballot committed) {
  private static final int FORMAT = 1;

  public static final AcceptorState NOTHING =
      new AcceptorState(Ballot.NONE, Ballot.NONE, Bytes.EMPTY, Ballot.NONE);

  /// Whether what was accepted may be decided without being known to be.
  public boolean isInDoubt() {
    return accepted.compareTo(committed) > 0;
  }

  /// This state when a ballot was promised, now or before; the same when it must not be.
  public AcceptorState prepare(Ballot ballot) {
    return ballot.compareTo(promised) > 0 || Defect.PROMISE_ANY_BALLOT.isPlanted()
        ? new AcceptorState(ballot, accepted, proposal, committed)
        : this;
  }

  /// This state when a proposal was accepted, now or before; the same when it must not be.
  ///
  /// @param after the ballot that the proposer had decided last, which it continues; the same as
  ///   `ballot` when it has asked for a promise
  public AcceptorState accept(Ballot ballot, Ballot after, Bytes value) {
    boolean promisedIt = ballot.equals(after) && ballot.compareTo(promised) >= 0;
    boolean continues = promised.equals(after) && ballot.compareTo(promised) > 0;
    return promisedIt || continues || Defect.ACCEPT_ANY_BALLOT.isPlanted()
        ? new AcceptorState(ballot, ballot, value, committed)
        : this;
  }

  /// This state when a decision is known: whatever was accepted before it is settled.
  public AcceptorState commit(Ballot ballot) {
    if (ballot.compareTo(committed) <= 0) {
      return this;
    }
    Ballot atLeast = promised.compareTo(ballot) > 0 ? promised : ballot;
    return accepted.compareTo(ballot) > 0
        ? new AcceptorState(atLeast, accepted, proposal, ballot)
        : new AcceptorState(atLeast, Ballot.NONE, Bytes.EMPTY, ballot);
  }

  /// This state with what another acceptor holds: a new acceptor has promised what others had, and
  /// accepted the latest of what may be decided.
  public AcceptorState adopt(AcceptorState other) {
    Ballot known = later(committed, other.committed);
    AcceptorState latest = accepted.compareTo(other.accepted) >= 0 ? this : other;
    boolean settled = latest.accepted.compareTo(known) <= 0;
    return new AcceptorState(
        later(promised, other.promised),
        settled ? Ballot.NONE : latest.accepted,
        settled ? Bytes.EMPTY : latest.proposal,
        known);
  }

  private static Ballot later(Ballot one, Ballot other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  public Bytes encode() {
    ByteWriter out = new ByteWriter(32 + proposal.length()).u8(FORMAT);
    promised.write(out);
    accepted.write(out);
    committed.write(out.bytes(proposal));
    return out.take();
  }

  public static AcceptorState decode(Bytes bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("acceptor format " + format + " is not known here");
    }
    Ballot promised = Ballot.read(in);
    Ballot accepted = Ballot.read(in);
    AcceptorState state = new AcceptorState(promised, accepted, in.bytes(), Ballot.read(in));
    in.finish();
    return state;
  }
}
