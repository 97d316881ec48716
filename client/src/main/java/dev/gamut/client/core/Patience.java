package dev.gamut.client.core;

/// What the passing of time means for an operation: its deadline, the end of a rest, or an attempt
/// without an answer.
final class Patience {
  /// Attempts of one operation under way at once.
  private static final int OUTSTANDING_MAX = 3;

  private final Courier courier;
  private final Peers peers;
  private final RetryBudget budget;

  Patience(Courier courier, Peers peers, RetryBudget budget) {
    this.courier = courier;
    this.peers = peers;
    this.budget = budget;
  }

  void timeHasCome(Pending pending, long nowNanos) {
    if (nowNanos >= pending.deadlineNanos) {
      expire(pending, nowNanos);
      return;
    }
    switch (pending.state) {
      case RETRY -> retry(pending, nowNanos);
      case ANSWER -> attemptTimedOut(pending, nowNanos);
      case CATALOG, CLIENT_ID, DONE -> courier.waitUntil(pending, pending.deadlineNanos);
    }
  }

  /// Calls with little time never see an attempt time out, so that a silent node must be noticed
  /// here too, for the sake of the calls that follow.
  private void expire(Pending pending, long nowNanos) {
    Attempt attempt = pending.latest;
    boolean isSilent =
        attempt != null
            && attempt.state != Attempt.State.ENDED
            && attempt.peer.isSilentFor(attempt);
    courier.giveUp(pending);
    if (attempt != null && isSilent) {
      courier.aftermath().turnFrom(attempt);
      attempt.peer.suspect(nowNanos);
    }
  }

  private void retry(Pending pending, long nowNanos) {
    if (pending.retryCharged && !budget.take(nowNanos)) {
      if (pending.fate.isCertain()) {
        courier.giveUp(pending);
      } else {
        courier.rest(pending, 0, nowNanos);
      }
      return;
    }
    pending.retryCharged = false;
    pending.hintsFollowed = 0;
    courier.route(pending, nowNanos);
  }

  private void attemptTimedOut(Pending pending, long nowNanos) {
    Attempt attempt = pending.latest;
    if (attempt == null || attempt.state == Attempt.State.ENDED || pending.node != null) {
      courier.waitUntil(pending, pending.deadlineNanos);
      return;
    }
    courier.waitUntil(pending, nowNanos + peers.config().attemptTimeoutNanos());
    attempt.peer.suspect(nowNanos);
    if (attempt.state == Attempt.State.ENDED || !Aftermath.isCurrent(attempt)) {
      return;
    }
    boolean wasSent = attempt.state == Attempt.State.SENT;
    if (wasSent
        ? pending.fate.outstanding() < OUTSTANDING_MAX && budget.take(nowNanos)
        : !attempt.peer.isOpen()) {
      pending.trouble = Messages.noAnswer(attempt.peer, wasSent);
      if (!wasSent) {
        attempt.peer.forget(attempt);
      }
      courier.aftermath().turnFrom(attempt);
      courier.route(pending, nowNanos);
    }
  }
}
