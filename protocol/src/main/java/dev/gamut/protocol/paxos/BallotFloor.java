package dev.gamut.protocol.paxos;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Defect;
import dev.gamut.base.MalformedException;

/// What an acceptor has promised of all keys of a partition at once, so that it need not keep a
/// state of each of them ([Collecting]). It is durable before anybody hears of it, and only rises.
/// Both are rounds of ballots.
///
/// `refusedBelow varint · settledBelow varint`.
///
/// @param refusedBelow ballots of rounds below it are neither promised nor accepted any more
/// @param settledBelow no acceptor is in doubt of a round below it, or ever will be again, and
///   states of keys that were decided below it may have been dropped here
public record BallotFloor(long refusedBelow, long settledBelow) {
  public static final BallotFloor NONE = new BallotFloor(0, 0);

  /// Whether a ballot is of an earlier round.
  static boolean isBelow(Ballot ballot, long round) {
    return Long.compareUnsigned(ballot.round(), round) < 0;
  }

  boolean refuses(Ballot ballot) {
    return isBelow(ballot, refusedBelow) && !Defect.DROP_PROMISE_WITHOUT_FLOOR.isPlanted();
  }

  /// The least that it promises.
  Ballot promised() {
    return new Ballot(refusedBelow, 0);
  }

  /// At least as high as another.
  public BallotFloor raisedTo(BallotFloor other) {
    return new BallotFloor(
        Math.max(refusedBelow, other.refusedBelow), Math.max(settledBelow, other.settledBelow));
  }

  /// Whether nobody needs a key's state any more: what it promised this floor promises, and what is
  /// decided nobody can take for undecided.
  ///
  /// @param settled no acceptor is in doubt of a round below it
  public boolean mayDrop(AcceptorState state, long settled) {
    return !state.isInDoubt()
        && isBelow(state.promised(), refusedBelow)
        && isBelow(state.committed(), settled);
  }

  public void write(ByteWriter out) {
    out.varint(refusedBelow).varint(settledBelow);
  }

  public static BallotFloor read(ByteReader in) throws MalformedException {
    return new BallotFloor(in.varint(), in.varint());
  }
}
