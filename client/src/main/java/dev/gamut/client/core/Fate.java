package dev.gamut.client.core;

import dev.gamut.base.Defect;
import dev.gamut.base.Invariant;
import dev.gamut.client.core.Pending.Kind;
import dev.gamut.model.Outcome;
import dev.gamut.model.Outcome.Cause;
import dev.gamut.wire.Result;
import dev.gamut.wire.Result.Reason;
import org.jspecify.annotations.Nullable;

/// What is known of one operation from all its attempts, and so what may be said of it.
///
/// Outcomes belong to the operation, not to an attempt. As soon as one attempt that may have been
/// delivered has ended without an answer, the operation may have taken effect, or may still do so:
/// from then on only an answer from replicated state settles it, and "not leader", "overloaded" or
/// "too late" to a later attempt say nothing of the earlier one. (jetcd, MongoDB and TiDB have each
/// lost or doubled writes by mixing the two up.) An attempt that is merely slow is not lost: when
/// its own answer comes and is a refusal, that attempt was certainly not carried out.
final class Fate {
  /// What follows from an event.
  enum Verdict {
    /// The answer is the operation's answer.
    SETTLED,
    /// The operation was certainly not carried out, and will not be.
    FAILED,
    /// Nobody can tell any more, [#cause] says why.
    UNKNOWN,
    /// Another attempt may settle it.
    TRY_AGAIN,
    /// An attempt that is still under way may settle it.
    WAIT
  }

  private final Kind kind;
  private final boolean changes;
  private int outstanding;
  private @Nullable Cause lost;

  Fate(Kind kind) {
    this.kind = kind;
    this.changes = kind == Kind.WRITE || kind == Kind.CATALOG_CHANGE;
  }

  /// Whether the operation, if carried out, changes anything.
  boolean changes() {
    return changes;
  }

  void sent() {
    outstanding++;
  }

  /// Attempts that were sent and have had no answer yet.
  int outstanding() {
    return outstanding;
  }

  /// Whether no attempt can have taken effect: what makes "failed" a true answer.
  boolean isCertain() {
    return !changes || (lost == null && outstanding == 0);
  }

  /// Why the outcome is unknown.
  Cause cause() {
    return lost == null ? Cause.TIMED_OUT : lost;
  }

  /// An attempt was answered.
  Verdict answered(Result result) {
    ended();
    return switch (result) {
      case Result.Refused refused -> refused(refused.reason());
      case Result.Written(Outcome.Unknown(Cause cause)) -> unknown(cause);
      case Result.Written _,
          Result.Found _,
          Result.Missing _,
          Result.Page _,
          Result.CatalogIs _,
          Result.Changed _,
          Result.ClientGranted _,
          Result.StatusIs _,
          Result.ConflictsAre _ ->
          Verdict.SETTLED;
    };
  }

  /// An attempt that was sent can not be answered any more.
  Verdict lost(Cause cause) {
    ended();
    lost = cause;
    return Verdict.TRY_AGAIN;
  }

  /// No time, or no way, is left for another attempt.
  Verdict giveUp() {
    return isCertain() ? Verdict.FAILED : Verdict.UNKNOWN;
  }

  private void ended() {
    outstanding--;
    Invariant.check(outstanding >= 0, "more attempts ended than were sent");
  }

  private Verdict refused(Reason reason) {
    if (lost != null && Defect.SETTLE_UNKNOWN_BY_LATER_REFUSAL.isPlanted()) {
      return Verdict.FAILED;
    }
    if (isTransient(reason)) {
      return Verdict.TRY_AGAIN;
    }
    if (isCertain()) {
      return Verdict.FAILED;
    }
    return outstanding > 0 ? Verdict.WAIT : Verdict.UNKNOWN;
  }

  /// A node that says that it is too late, or that it does not know a partition, speaks for itself
  /// only: it may have been paused, or may not have heard of a new table yet. That a table is not
  /// there is final when the catalog's group says so.
  private boolean isTransient(Reason reason) {
    return reason.isRetryable()
        || reason == Reason.TOO_LATE
        || (reason == Reason.NOT_FOUND && kind != Kind.CATALOG_CHANGE);
  }

  /// The node could not tell. Asking again with the same operation id can, unless the partition
  /// itself has forgotten.
  private Verdict unknown(Cause cause) {
    lost = cause;
    return switch (cause) {
      case TIMED_OUT, DISCONNECTED, LEADER_CHANGED, QUORUM_NOT_REACHED -> Verdict.TRY_AGAIN;
      case EXPIRED, FORGOTTEN, TOO_MANY_UNFINISHED -> Verdict.UNKNOWN;
    };
  }
}
