package dev.gamut.node.request;

import dev.gamut.base.DurationCounts;
import dev.gamut.model.Outcome;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;

/// What one loop's requests came to, and how long they took. Plain fields of that loop.
public final class RequestCounts {
  /// What was asked for.
  public enum Kind {
    GET,
    PUT,
    DELETE,
    SCAN,
    CREATE_TABLE,
    DROP_TABLE,
    CUT_TABLE,
    MOVE_REPLICA,
    ADVANCE_MOVE,
    REBUILD_REPLICA,
    REBUILT,
    GRANT_CLIENT,
    GET_CATALOG,
    GET_STATUS,
    GET_CONFLICTS;

    static Kind of(Operation operation) {
      return switch (operation) {
        case Operation.Get _ -> GET;
        case Operation.Put _ -> PUT;
        case Operation.Delete _ -> DELETE;
        case Operation.Scan _ -> SCAN;
        case Operation.CreateTable _ -> CREATE_TABLE;
        case Operation.DropTable _ -> DROP_TABLE;
        case Operation.CutTable _ -> CUT_TABLE;
        case Operation.MoveReplica _ -> MOVE_REPLICA;
        case Operation.AdvanceMove _ -> ADVANCE_MOVE;
        case Operation.RebuildReplica _ -> REBUILD_REPLICA;
        case Operation.Rebuilt _ -> REBUILT;
        case Operation.GrantClient _ -> GRANT_CLIENT;
        case Operation.GetCatalog _, Operation.NewestCatalog _ -> GET_CATALOG;
        case Operation.GetStatus _ -> GET_STATUS;
        case Operation.GetConflicts _ -> GET_CONFLICTS;
      };
    }
  }

  /// What came of it, beside the reasons of a refusal.
  public enum Answer {
    DONE,
    CONDITION_NOT_MET,
    UNKNOWN;

    private static Answer of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Applied _ -> DONE;
        case Outcome.Rejected _ -> CONDITION_NOT_MET;
        case Outcome.Unknown _ -> UNKNOWN;
      };
    }
  }

  /// What came of requests that were passed on to other nodes.
  public enum PassedOn {
    ANSWERED,
    REFUSED,
    UNKNOWN
  }

  private static final int ANSWERS = Answer.values().length;
  private static final int REASONS = Result.Reason.values().length;

  private final long[][] answered = new long[Kind.values().length][ANSWERS];
  private final long[][] refused = new long[Kind.values().length][REASONS];
  private final DurationCounts[] durations = new DurationCounts[Kind.values().length];

  private final long[] passedOn = new long[PassedOn.values().length];

  public RequestCounts() {
    for (int i = 0; i < durations.length; i++) {
      durations[i] = new DurationCounts();
    }
  }

  /// A request that was let in, and answered so much later.
  public void answered(Operation operation, Result result, long nanos) {
    durations[Kind.of(operation).ordinal()].add(nanos);
    count(operation, result);
  }

  /// An answer, of whichever request.
  public void count(Operation operation, Result result) {
    int kind = Kind.of(operation).ordinal();
    switch (result) {
      case Result.Refused no -> refused[kind][no.reason().ordinal()]++;
      case Result.Written(Outcome outcome) -> answered[kind][Answer.of(outcome).ordinal()]++;
      case Result.Found _,
          Result.Missing _,
          Result.Page _,
          Result.CatalogIs _,
          Result.Changed _,
          Result.ClientGranted _,
          Result.StatusIs _,
          Result.ConflictsAre _ ->
          answered[kind][Answer.DONE.ordinal()]++;
    }
  }

  /// A request that was passed on to another node, which counts it as well.
  public void passedOn(Result result) {
    boolean unknown = result instanceof Result.Written(Outcome.Unknown _);
    PassedOn came =
        result instanceof Result.Refused
            ? PassedOn.REFUSED
            : unknown ? PassedOn.UNKNOWN : PassedOn.ANSWERED;
    passedOn[came.ordinal()]++;
  }

  public long count(PassedOn came) {
    return passedOn[came.ordinal()];
  }

  public void add(RequestCounts other) {
    for (int i = 0; i < passedOn.length; i++) {
      passedOn[i] += other.passedOn[i];
    }
    for (int kind = 0; kind < durations.length; kind++) {
      for (int i = 0; i < ANSWERS; i++) {
        answered[kind][i] += other.answered[kind][i];
      }
      for (int i = 0; i < REASONS; i++) {
        refused[kind][i] += other.refused[kind][i];
      }
      durations[kind].add(other.durations[kind]);
    }
  }

  public RequestCounts copy() {
    RequestCounts copy = new RequestCounts();
    copy.add(this);
    return copy;
  }

  public long count(Kind kind, Answer answer) {
    return answered[kind.ordinal()][answer.ordinal()];
  }

  public long count(Kind kind, Result.Reason reason) {
    return refused[kind.ordinal()][reason.ordinal()];
  }

  /// From being let in to the answer, of those that were let in.
  public DurationCounts durations(Kind kind) {
    return durations[kind.ordinal()];
  }
}
