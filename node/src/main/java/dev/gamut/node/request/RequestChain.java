package dev.gamut.node.request;

import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.Limits;
import dev.gamut.model.Priority;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The request chain: identify, authorize, check, admit. One ordered list of stages for every door
/// and every mode; what passes it all is routed to a replica. Refusals happen here, before anything
/// is proposed, and say when to come back.
///
/// The budget counts the bytes of requests that are under way in the whole node.
public final class RequestChain {
  /// Bytes a request weighs beside its key and value: what the node keeps while it is under way.
  private static final long REQUEST_OVERHEAD = 512;

  private static final long RETRY_AFTER_MILLIS = 50;

  private final List<Stage> stages =
      List.of(this::identify, this::authorize, this::checkForm, this::checkMode, this::admit);
  private final long budgetBytes;
  private Mode mode = Mode.RECOVERING;
  private long usedBytes;
  private long refusedCount;

  /// @param budgetBytes of requests under way; the share of each priority class is cut from it
  public RequestChain(long budgetBytes) {
    this.budgetBytes = budgetBytes;
  }

  public Mode mode() {
    return mode;
  }

  public void enter(Mode next) {
    mode = next;
  }

  public long budgetBytes() {
    return budgetBytes;
  }

  public long usedBytes() {
    return usedBytes;
  }

  public long refusedCount() {
    return refusedCount;
  }

  /// What a request weighs.
  public static long weigh(Request request) {
    return REQUEST_OVERHEAD
        + switch (request.operation()) {
          case Operation.Put put -> put.place().length() + put.value().bytes().length();
          case Operation.Scan scan -> Math.min(scan.sizeMax(), Limits.PAGE_SIZE_MAX);
          case Operation.GetConflicts asked -> Math.min(asked.sizeMax(), Limits.PAGE_SIZE_MAX);
          default -> 0;
        };
  }

  /// Null when the request may pass; it then counts against the budget until [#release].
  public Result.@Nullable Refused admit(Request request) {
    long size = weigh(request);
    Stage.Arrival arrival = new Stage.Arrival(mode, size);
    for (int i = 0; i < stages.size(); i++) {
      Result.Refused refused = stages.get(i).check(request, arrival);
      if (refused != null) {
        refusedCount++;
        return refused;
      }
    }
    usedBytes += size;
    return null;
  }

  public void release(Request request) {
    usedBytes -= weigh(request);
  }

  /// Everybody is *anonymous* until the doors authenticate; a name that is claimed without proof is
  /// refused rather than believed.
  private Result.@Nullable Refused identify(Request request, Stage.Arrival arrival) {
    return request.envelope().principal().isEmpty()
        ? null
        : Result.Refused.of(
            Result.Reason.FORBIDDEN, "this node cannot verify principals: send none");
  }

  /// Anonymous may do everything that a door offers. Written as a switch without a default, so that
  /// a new kind of operation does not compile before somebody decides who may do it.
  private Result.@Nullable Refused authorize(Request request, Stage.Arrival arrival) {
    return switch (request.operation()) {
      case Operation.Read _,
          Operation.Write _,
          Operation.CatalogChange _,
          Operation.NodeRead _,
          Operation.NewestCatalog _ ->
          null;
    };
  }

  private Result.@Nullable Refused checkForm(Request request, Stage.Arrival arrival) {
    return switch (request.operation()) {
      case Operation.Put put -> {
        Result.Refused wrong = checkWrite(request, put);
        yield wrong != null ? wrong : checkValue(put);
      }
      case Operation.Delete delete -> checkWrite(request, delete);
      case Operation.Get get -> checkPlace(get.place().length());
      case Operation.Scan _,
          Operation.CatalogChange _,
          Operation.NodeRead _,
          Operation.NewestCatalog _ ->
          null;
    };
  }

  private static Result.@Nullable Refused checkWrite(Request request, Operation.Write write) {
    if (request.envelope().operation().client() == 0) {
      return bad("a write needs an operation id: ask the catalog for a client id first");
    }
    return checkPlace(write.place().length());
  }

  /// A place is a little longer than its key; the exact size is checked where the key is decoded.
  private static Result.@Nullable Refused checkPlace(int length) {
    return length <= 2 * Limits.KEY_SIZE_MAX + Key.PLACE_OVERHEAD
        ? null
        : bad("a key of more than " + Limits.KEY_SIZE_MAX + " bytes");
  }

  private static Result.@Nullable Refused checkValue(Operation.Put put) {
    if (put.value().isTombstone()) {
      return bad("a put of nothing: delete the item");
    }
    int size = put.value().bytes().length();
    if (put.condition() instanceof Condition.ValueIs(var expected)) {
      size = Math.max(size, expected.bytes().length());
    }
    return size <= Limits.VALUE_SIZE_MAX
        ? null
        : bad("a value of " + size + " bytes; at most " + Limits.VALUE_SIZE_MAX + " are stored");
  }

  private static Result.Refused bad(String message) {
    return Result.Refused.of(Result.Reason.BAD_REQUEST, message);
  }

  private Result.@Nullable Refused checkMode(Request request, Stage.Arrival arrival) {
    return switch (arrival.mode()) {
      case NORMAL -> null;
      case FULL ->
          needsRoom(request.operation())
              ? later(
                  Result.Reason.READ_ONLY,
                  "the node's disk is full: it takes deletes and reads until there is room")
              : null;
      case RECOVERING ->
          request.operation() instanceof Operation.NodeRead
              ? null
              : later(Result.Reason.RECOVERING, "the node reads its state back");
      case DRAINING ->
          request.operation() instanceof Operation.NodeRead
              ? null
              : later(Result.Reason.DRAINING, "the node is about to stop");
    };
  }

  private static boolean needsRoom(Operation operation) {
    return operation instanceof Operation.Put
        || operation instanceof Operation.CreateTable
        || operation instanceof Operation.CutTable;
  }

  private Result.@Nullable Refused admit(Request request, Stage.Arrival arrival) {
    Priority priority = request.envelope().priority();
    // Control traffic passes even when interactive work has filled its share.
    long share =
        switch (priority) {
          case CONTROL -> budgetBytes;
          case INTERACTIVE -> budgetBytes / 8 * 7;
          case BATCH -> budgetBytes / 2;
          case BACKGROUND -> budgetBytes / 4;
        };
    return usedBytes + arrival.sizeBytes() <= share
        ? null
        : later(Result.Reason.OVERLOADED, "more requests are under way than the node has room for");
  }

  private static Result.Refused later(Result.Reason reason, String message) {
    return new Result.Refused(reason, message, RETRY_AFTER_MILLIS, null);
  }
}
