package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import org.jspecify.annotations.Nullable;

/// What comes of what an acceptor is told of a key: a function of that, of the key's state and of
/// the floor under all keys.
///
/// @param state the key's from then on, durable before anybody has the answer
/// @param answer null for none; a promise does not show the item yet
public record Acceptance(AcceptorState state, @Nullable PaxosMessage answer) {
  public static Acceptance of(
      PaxosMessage.OfKey question, AcceptorState before, BallotFloor floor) {
    return switch (question) {
      case PaxosMessage.Prepare(long id, _, Ballot ballot) -> {
        AcceptorState after = floor.refuses(ballot) ? before : before.prepare(ballot);
        yield after.promised().equals(ballot) && !floor.refuses(ballot)
            ? new Acceptance(
                after,
                new PaxosMessage.Promise(id, ballot, after, floor.settledBelow(), Bytes.EMPTY))
            : refused(id, ballot, before, floor);
      }
      case PaxosMessage.Accept(long id, _, Ballot ballot, Ballot then, Bytes proposal) -> {
        AcceptorState after =
            floor.refuses(ballot) ? before : before.accept(ballot, then, proposal);
        yield after.accepted().equals(ballot) && !floor.refuses(ballot)
            ? new Acceptance(after, new PaxosMessage.Accepted(id, ballot))
            : refused(id, ballot, before, floor);
      }
      case PaxosMessage.Commit(long id, _, Ballot ballot, _) ->
          new Acceptance(commit(before, ballot, floor), new PaxosMessage.Committed(id, ballot));
      case PaxosMessage.Adopt(_, _, AcceptorState other) ->
          new Acceptance(before.adopt(other), null);
    };
  }

  private static Acceptance refused(
      long id, Ballot ballot, AcceptorState before, BallotFloor floor) {
    Ballot least = floor.promised();
    Ballot promised = before.promised().compareTo(least) > 0 ? before.promised() : least;
    return new Acceptance(before, new PaxosMessage.Refused(id, ballot, promised));
  }

  /// A late decision brings no state back that was dropped: it is not needed to know it, and the
  /// item has it, or a later one.
  private static AcceptorState commit(AcceptorState before, Ballot ballot, BallotFloor floor) {
    return before.equals(AcceptorState.NOTHING) && floor.refuses(ballot)
        ? before
        : before.commit(ballot);
  }
}
