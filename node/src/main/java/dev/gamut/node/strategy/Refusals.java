package dev.gamut.node.strategy;

import dev.gamut.base.NodeId;
import dev.gamut.wire.Result;
import org.jspecify.annotations.Nullable;

/// The refusals that several parts of a strategy give.
final class Refusals {
  private static final long ELECTION_RETRY_MILLIS = 20;

  private Refusals() {}

  static Result.Refused notLeader(@Nullable NodeId leader) {
    return leader == null
        ? new Result.Refused(
            Result.Reason.NOT_LEADER,
            "the partition has no leader at the moment",
            ELECTION_RETRY_MILLIS,
            null)
        : new Result.Refused(Result.Reason.NOT_LEADER, leader + " leads", 0, leader);
  }
}
