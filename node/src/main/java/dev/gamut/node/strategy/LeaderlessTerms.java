package dev.gamut.node.strategy;

import dev.gamut.model.Condition;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a leaderless table offers and takes, and which requests Paxos decides.
record LeaderlessTerms(PartitionDescriptor descriptor, Quorums quorums) {
  /// A quorum that misses a decision, because its commit is on its way, is none that a table of
  /// decisions can call regular.
  List<Level.Kind> levels() {
    return quorums.sloppy() || quorums.conditionalOnly()
        ? List.of(Level.Kind.LINEARIZABLE, Level.Kind.EVENTUAL)
        : List.of(
            Level.Kind.LINEARIZABLE, Level.Kind.ATOMIC, Level.Kind.REGULAR, Level.Kind.EVENTUAL);
  }

  /// Whether a call needs a decision.
  boolean isDecided(Call call) {
    return switch (call.request().operation()) {
      case Operation.Write write -> !isPlain(write.condition());
      case Operation.Get _ ->
          switch (call.request().envelope().level().rungs().getFirst().kind()) {
            case LINEARIZABLE -> true;
            case OF_TABLE -> quorums.conditionalOnly();
            case BOUNDED, CAUSAL, SESSION, EVENTUAL, REGULAR, ATOMIC -> false;
          };
      default -> false;
    };
  }

  private static boolean isPlain(Condition condition) {
    return switch (condition) {
      case Condition.Always _, Condition.Seen _ -> true;
      case Condition.Absent _, Condition.Present _, Condition.VersionIs _, Condition.ValueIs _ ->
          false;
    };
  }

  /// Why a call cannot be carried out as it is; null when it can.
  Result.@Nullable Refused wrong(Call call) {
    int replicas = descriptor.replicas().size();
    int quorum = call.request().envelope().quorum();
    if (quorum > replicas) {
      return Result.Refused.of(
          Result.Reason.BAD_REQUEST,
          String.format(
              "a quorum of %d of %d replicas: 1 to %d is possible", quorum, replicas, replicas));
    }
    if (quorum > 0 && isDecided(call)) {
      return Result.Refused.of(
          Result.Reason.BAD_REQUEST,
          "a majority of the replicas decides this: leave the quorum out");
    }
    boolean isForbidden =
        quorums.conditionalOnly()
            && call.request().operation() instanceof Operation.Write write
            && isPlain(write.condition());
    return isForbidden
        ? Result.Refused.of(
            Result.Reason.CONDITION_REQUIRED,
            "this table takes conditional writes only: say what must hold of the key, that it is"
                + " absent or present, or its version or value; a read's context is no condition")
        : null;
  }
}
