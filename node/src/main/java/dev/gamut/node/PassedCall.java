package dev.gamut.node;

import dev.gamut.base.Defect;
import dev.gamut.model.Outcome;
import dev.gamut.model.Receipt;
import dev.gamut.node.strategy.Call;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import org.jspecify.annotations.Nullable;

/// A request whose caller asked that it be passed on if need be. A replica here may answer it; one
/// that only names another as the leader has not, as long as that one was not asked.
final class PassedCall implements Call {
  /// Nodes that it is passed on to by this one: a replica, and the leader that it names.
  private static final int HOPS_MAX = 2;

  private final Call caller;
  private final Relay relay;
  private Result.@Nullable Refused refusal;
  private int hops;
  private boolean held;

  PassedCall(Call caller, Relay relay) {
    this.caller = caller;
    this.relay = relay;
  }

  @Override
  public Request request() {
    return caller.request();
  }

  @Override
  public long deadlineNanos() {
    return caller.deadlineNanos();
  }

  /// What a replica says, here or at a node that it was passed on to.
  @Override
  public void answer(Result result, @Nullable Receipt receipt) {
    if (result instanceof Result.Refused refused
        && refused.reason() == Result.Reason.NOT_LEADER
        && refused.leader() != null
        && hops < HOPS_MAX) {
      refusal = refused;
      relay.pass(this, refused.leader());
    } else {
      end(result, receipt);
    }
  }

  /// What is answered if nobody can be reached: nobody has it then, and the last who had has
  /// refused it.
  Result.Refused refusal() {
    return refusal == null ? Relay.NOBODY_REACHED : refusal;
  }

  /// Whether somebody has named the only one who may carry it out.
  boolean isForLeader() {
    return refusal != null;
  }

  boolean isHeld() {
    return held;
  }

  /// It counts against the bound of what is passed on, until it is answered.
  void hold() {
    held = true;
  }

  void sent() {
    hops++;
  }

  /// It was sent, and its answer cannot come any more: a write may have taken effect, or may yet.
  void lost(Outcome.Cause cause) {
    boolean changes =
        switch (request().operation()) {
          case Operation.Write _, Operation.CatalogChange _ -> true;
          case Operation.Read _, Operation.NodeRead _, Operation.NewestCatalog _ -> false;
        };
    boolean inDoubt = changes && !Defect.REFUSE_WHAT_WAS_LOST_ON_THE_WAY.isPlanted();
    end(inDoubt ? new Result.Written(new Outcome.Unknown(cause)) : Relay.ANSWER_LOST, null);
  }

  void end(Result result, @Nullable Receipt receipt) {
    relay.ended(this, result);
    caller.answer(result, receipt == null || hops == 0 ? receipt : receipt.via(relay.self()));
  }
}
