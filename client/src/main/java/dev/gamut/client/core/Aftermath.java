package dev.gamut.client.core;

import dev.gamut.base.NodeId;
import dev.gamut.client.core.Pending.Kind;
import dev.gamut.client.core.Pending.State;
import dev.gamut.model.Outcome;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Result;

/// What follows from the end of an attempt: a reply, another attempt here or elsewhere, a newer
/// catalog first, or nothing because a later attempt is what counts.
final class Aftermath {
  /// Leaders followed one after the other before an operation rests.
  private static final int HINTS_MAX = 3;

  /// A scout's pause doubles so often, and then no more.
  private static final int SCOUT_BACKOFFS_MAX = 3;

  private final Courier courier;
  private final CatalogCache catalog;
  private final Peers peers;

  Aftermath(Courier courier, CatalogCache catalog, Peers peers) {
    this.courier = courier;
    this.catalog = catalog;
    this.peers = peers;
  }

  void answered(Attempt attempt, Answer answer) {
    Pending pending = attempt.pending;
    if (pending.isDone()) {
      return;
    }
    Result result = answer.result();
    switch (pending.fate.answered(result)) {
      case SETTLED -> settled(attempt, answer);
      case FAILED -> courier.finish(pending, Messages.refused(pending, attempt.peer, result));
      case UNKNOWN -> courier.finish(pending, Courier.unknown(pending));
      case TRY_AGAIN -> tryAgain(attempt, result);
      case WAIT -> courier.endWithoutRetry(pending);
    }
  }

  private void settled(Attempt attempt, Answer answer) {
    Pending pending = attempt.pending;
    Route route = attempt.route;
    pending.answeredBy = route;
    courier.finish(pending, reply(answer));
    if (route != null && pending.isForLeader()) {
      route.served(attempt.peer);
      for (Pending searching : route.takeSearching()) {
        if (searching.state == State.RETRY && !searching.retryCharged) {
          courier.route(searching, peers.now());
        }
      }
    }
  }

  /// An attempt was sent, and its answer can not come any more.
  void lost(Attempt attempt, String trouble) {
    Pending pending = attempt.pending;
    if (pending.isDone()) {
      return;
    }
    pending.fate.lost(Outcome.Cause.DISCONNECTED);
    if (isCurrent(attempt)) {
      pending.trouble = trouble;
      elsewhere(attempt, true);
    }
  }

  /// An attempt was certainly not delivered.
  void unsent(Attempt attempt, String trouble) {
    if (!attempt.pending.isDone() && isCurrent(attempt)) {
      attempt.pending.trouble = trouble;
      elsewhere(attempt, false);
    }
  }

  /// Whether what happens next to the operation hangs on this attempt.
  static boolean isCurrent(Attempt attempt) {
    return attempt.pending.latest == attempt && attempt.pending.state == State.ANSWER;
  }

  private void elsewhere(Attempt attempt, boolean afterRest) {
    Pending pending = attempt.pending;
    if (pending.kind == Kind.NODE_READ) {
      courier.giveUp(pending);
      return;
    }
    turnFrom(attempt);
    pending.retryCharged = false;
    if (afterRest) {
      search(pending, 0, peers.now());
    } else {
      courier.route(pending, peers.now());
    }
  }

  void turnFrom(Attempt attempt) {
    CatalogView view = catalog.view();
    Route route = view == null ? null : view.locate(attempt.pending);
    if (route != null) {
      route.turnFrom(attempt.peer);
    }
  }

  private void tryAgain(Attempt attempt, Result result) {
    Pending pending = attempt.pending;
    if (!isCurrent(attempt)) {
      return;
    }
    note(attempt, result);
    if (pending.kind == Kind.NODE_READ) {
      courier.giveUp(pending);
      return;
    }
    long now = peers.now();
    if (!(result instanceof Result.Refused refused)) {
      elsewhere(attempt, true);
      return;
    }
    switch (refused.reason()) {
      case NOT_LEADER -> followLeader(attempt, refused, now);
      case STALE_EPOCH, NOT_FOUND -> courier.awaitCatalog(pending, now);
      case OVERLOADED, TOO_LATE -> {
        pending.retryCharged = true;
        courier.rest(pending, nanos(refused.retryAfterMillis()), now);
      }
      case READ_ONLY,
          RECOVERING,
          DRAINING,
          QUORUM_NOT_REACHED,
          NOT_REACHED,
          BAD_REQUEST,
          LEVEL_NOT_OFFERED,
          ALREADY_EXISTS,
          FORBIDDEN,
          CONDITION_REQUIRED -> {
        turnFrom(attempt);
        courier.rest(pending, nanos(refused.retryAfterMillis()), now);
      }
    }
  }

  /// Keeps what is worth telling when time is up. That another node leads is not: what that one
  /// says is.
  private static void note(Attempt attempt, Result result) {
    Pending pending = attempt.pending;
    boolean isHint = result instanceof Result.Refused refused && refused.leader() != null;
    if (!isHint || pending.trouble.isEmpty()) {
      pending.trouble = Messages.trouble(attempt.peer, result);
      pending.isReadOnly =
          result instanceof Result.Refused refused && refused.reason() == Result.Reason.READ_ONLY;
    }
  }

  private void followLeader(Attempt attempt, Result.Refused refused, long nowNanos) {
    Pending pending = attempt.pending;
    CatalogView view = catalog.view();
    Route route = view == null ? null : view.locate(pending);
    NodeId leader = refused.leader();
    Peer hinted = view == null || leader == null ? null : view.nodeOrNull(leader);
    if (leader != null && hinted == null) {
      courier.awaitCatalog(pending, nowNanos);
      return;
    }
    if (route != null && hinted != null && hinted != attempt.peer) {
      route.leads(hinted);
      if (!attempt.passOn && !hinted.isInReach(nowNanos) && pending.hintsFollowed < HINTS_MAX) {
        // Who named it can pass the request on to it.
        pending.hintsFollowed++;
        route.served(attempt.peer);
        courier.route(pending, nowNanos);
        return;
      }
    }
    if (route != null && hinted != null && hinted != attempt.peer && hinted.isUsable(nowNanos)) {
      route.prefer(hinted);
      if (pending.hintsFollowed < HINTS_MAX) {
        pending.hintsFollowed++;
        courier.route(pending, nowNanos);
        return;
      }
      // Nodes that name each other have to find out themselves.
      route.addSearching(pending);
      courier.rest(pending, nanos(refused.retryAfterMillis()), nowNanos);
      return;
    }
    if (route != null) {
      route.turnFrom(attempt.peer);
    }
    search(pending, nanos(refused.retryAfterMillis()), nowNanos);
  }

  /// Rests, but not longer than until another operation has found the leader: whoever asked for a
  /// pause asked for it because nobody led. A few go on asking often, so that an election's end is
  /// soon noticed; were it all, thousands of calls would keep busy the nodes that hold it.
  private void search(Pending pending, long atLeastNanos, long nowNanos) {
    CatalogView view = catalog.view();
    Route route = view == null ? null : view.locate(pending);
    if (route == null) {
      courier.rest(pending, atLeastNanos, nowNanos);
      return;
    }
    route.addSearching(pending);
    if (route.isScout(pending)) {
      pending.backoffs = Math.min(pending.backoffs, SCOUT_BACKOFFS_MAX);
    }
    courier.rest(pending, atLeastNanos, nowNanos);
  }

  private static long nanos(long millis) {
    return Math.clamp(millis, 0L, 3_600_000L) * 1_000_000L;
  }

  private static Reply reply(Answer answer) {
    return switch (answer.result()) {
      case Result.Written(Outcome outcome) -> new Reply.Written(outcome, answer.receipt());
      case Result.Found(var item) -> new Reply.Read(item, answer.receipt());
      case Result.Missing() -> new Reply.Read(null, answer.receipt());
      case Result.Changed(long version) -> new Reply.Changed(version);
      case Result.Page _,
          Result.CatalogIs _,
          Result.ClientGranted _,
          Result.StatusIs _,
          Result.ConflictsAre _,
          Result.Refused _ ->
          new Reply.Part(answer.result());
    };
  }
}
