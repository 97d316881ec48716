package dev.gamut.client.core;

import dev.gamut.client.core.CatalogView.TableView;
import dev.gamut.client.core.Pending.Kind;
import dev.gamut.client.core.Pending.State;
import dev.gamut.model.Outcome;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sees each operation through: finds who may carry it out, sends it, tries again as long as that
/// can help and there is time, and says what became of it. What may be said is for [Fate] alone.
final class Courier {
  /// Leaders followed one after the other before an operation rests.
  private static final int HINTS_MAX = 3;

  /// Attempts of one operation under way at once.
  private static final int OUTSTANDING_MAX = 3;

  /// With less time left than this another attempt is no use.
  private static final long TIME_LEFT_MIN_NANOS = 200_000;

  private final Peers peers;
  private final DeadlineQueue queue;
  private final RetryBudget budget;
  private final CatalogCache catalog;
  private final ClientIds clientIds;
  private long pendingSize;
  private boolean isClosed;

  Courier(Peers peers, DeadlineQueue queue) {
    this.peers = peers;
    this.queue = queue;
    budget = new RetryBudget(peers.now());
    catalog = new CatalogCache(this, peers, queue);
    clientIds = new ClientIds(this, peers, queue);
  }

  CatalogCache catalog() {
    return catalog;
  }

  /// Bytes of all operations that are not finished.
  long pendingSize() {
    return pendingSize;
  }

  boolean isClosed() {
    return isClosed;
  }

  /// From now on nothing is sent; the caller ends what is pending with [Pending#abandon].
  void close() {
    isClosed = true;
  }

  /// Sees an operation through.
  void submit(Pending.Spec spec, Consumer<Reply> done) {
    Pending pending = new Pending(this, spec, done);
    if (pendingSize + pending.cost > peers.config().limits().pendingSizeMax()) {
      done.accept(Reply.Failed.of(Failure.Reason.OVERLOADED, Messages.clientFull(pendingSize)));
      return;
    }
    pendingSize += pending.cost;
    budget.earn();
    route(pending, peers.now());
  }

  /// Asks one node once. For the client's own needs, so no limit holds it up.
  void askNode(Peer node, Operation.NodeRead question, long nowNanos, Consumer<Reply> done) {
    long deadline = nowNanos + peers.config().attemptTimeoutNanos();
    Pending pending = new Pending(this, spec(question, deadline), done);
    pending.node = node;
    pendingSize += pending.cost;
    route(pending, nowNanos);
  }

  /// Asks the catalog's group, until the deadline. For the client's own needs.
  void changeCatalog(Operation change, long deadlineNanos, Consumer<Reply> done) {
    Pending pending = new Pending(this, spec(change, deadlineNanos), done);
    pendingSize += pending.cost;
    route(pending, peers.now());
  }

  private static Pending.Spec spec(Operation operation, long deadlineNanos) {
    return new Pending.Spec(operation, ReadTerms.NONE, deadlineNanos, null);
  }

  // Finding the way.

  private void route(Pending pending, long nowNanos) {
    if (isClosed) {
      giveUp(pending);
      return;
    }
    Peer node = pending.node;
    if (node != null) {
      send(pending, node, null, nowNanos);
      return;
    }
    CatalogView view = catalog.view();
    if (view == null) {
      awaitCatalog(pending, nowNanos);
      return;
    }
    Route route = locate(pending, view);
    if (route == null) {
      noTable(pending, view);
      return;
    }
    if (pending.kind == Kind.WRITE
        && pending.client == null
        && !clientIds.name(pending, nowNanos)) {
      pending.state = State.CLIENT_ID;
      queue.set(pending, pending.deadlineNanos);
      return;
    }
    Peer peer = route.choose(nowNanos);
    if (peer == null) {
      pending.retryCharged = false;
      rest(pending, Math.max(1, route.usableAtNanos() - nowNanos), nowNanos);
      return;
    }
    send(pending, peer, route, nowNanos);
  }

  private static @Nullable Route locate(Pending pending, CatalogView view) {
    Pending.Where where = pending.where;
    if (where == null) {
      return view.catalogRoute();
    }
    TableView table = view.table(where.table());
    return table == null || !table.table().id().equals(where.id())
        ? null
        : table.locate(where.place());
  }

  private void send(Pending pending, Peer peer, @Nullable Route route, long nowNanos) {
    Attempt attempt = new Attempt(pending, peer, route);
    pending.latest = attempt;
    pending.state = State.ANSWER;
    waitUntil(pending, nowNanos + peers.config().attemptTimeoutNanos());
    peer.enqueue(attempt);
  }

  private void waitUntil(Pending pending, long atNanos) {
    queue.set(pending, Math.min(atNanos, pending.deadlineNanos));
  }

  private void awaitCatalog(Pending pending, long nowNanos) {
    pending.state = State.CATALOG;
    queue.set(pending, pending.deadlineNanos);
    catalog.await(pending, nowNanos);
  }

  void catalogRefreshed(Pending pending, long nowNanos) {
    Attempt latest = pending.latest;
    CatalogView view = catalog.view();
    Route before = latest == null ? null : latest.route;
    Route route = view == null ? null : locate(pending, view);
    if (route != null && route.isSameAs(before)) {
      // The node that refused knows more than whoever answered, or less: in time they will agree.
      rest(pending, 0, nowNanos);
    } else {
      route(pending, nowNanos);
    }
  }

  void clientIdGranted(Pending pending, long nowNanos) {
    route(pending, nowNanos);
  }

  // What becomes of attempts.

  void answered(Attempt attempt, Answer answer) {
    Pending pending = attempt.pending;
    if (pending.isDone()) {
      return;
    }
    Result result = answer.result();
    switch (pending.fate.answered(result)) {
      case SETTLED -> {
        pending.answeredBy = attempt.route;
        finish(pending, reply(answer));
      }
      case FAILED -> finish(pending, Messages.refused(pending, attempt.peer, result));
      case UNKNOWN -> finish(pending, unknown(pending));
      case TRY_AGAIN -> tryAgain(attempt, result);
      case WAIT -> queue.set(pending, pending.deadlineNanos);
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
  private static boolean isCurrent(Attempt attempt) {
    return attempt.pending.latest == attempt && attempt.pending.state == State.ANSWER;
  }

  private void elsewhere(Attempt attempt, boolean afterRest) {
    Pending pending = attempt.pending;
    if (pending.kind == Kind.NODE_READ) {
      giveUp(pending);
      return;
    }
    turnFrom(attempt);
    pending.retryCharged = false;
    if (afterRest) {
      rest(pending, 0, peers.now());
    } else {
      route(pending, peers.now());
    }
  }

  private void turnFrom(Attempt attempt) {
    CatalogView view = catalog.view();
    Route route = view == null ? null : locate(attempt.pending, view);
    if (route != null) {
      route.turnFrom(attempt.peer);
    }
  }

  private void tryAgain(Attempt attempt, Result result) {
    Pending pending = attempt.pending;
    if (!isCurrent(attempt)) {
      return;
    }
    pending.trouble = Messages.trouble(attempt.peer, result);
    if (pending.kind == Kind.NODE_READ) {
      giveUp(pending);
      return;
    }
    long now = peers.now();
    if (!(result instanceof Result.Refused refused)) {
      elsewhere(attempt, true);
      return;
    }
    switch (refused.reason()) {
      case NOT_LEADER -> followLeader(attempt, refused, now);
      case STALE_EPOCH, NOT_FOUND -> awaitCatalog(pending, now);
      case OVERLOADED, TOO_LATE -> {
        pending.retryCharged = true;
        rest(pending, nanos(refused.retryAfterMillis()), now);
      }
      case READ_ONLY,
          RECOVERING,
          DRAINING,
          BAD_REQUEST,
          LEVEL_NOT_OFFERED,
          ALREADY_EXISTS,
          FORBIDDEN -> {
        turnFrom(attempt);
        rest(pending, nanos(refused.retryAfterMillis()), now);
      }
    }
  }

  private void followLeader(Attempt attempt, Result.Refused refused, long nowNanos) {
    Pending pending = attempt.pending;
    CatalogView view = catalog.view();
    Route route = view == null ? null : locate(pending, view);
    Peer hinted =
        view == null || refused.leader() == null ? null : view.nodeOrNull(refused.leader());
    if (route != null && hinted != null && hinted != attempt.peer && hinted.isUsable(nowNanos)) {
      route.prefer(hinted);
      if (pending.hintsFollowed < HINTS_MAX) {
        pending.hintsFollowed++;
        route(pending, nowNanos);
        return;
      }
    } else if (route != null) {
      route.turnFrom(attempt.peer);
    }
    rest(pending, nanos(refused.retryAfterMillis()), nowNanos);
  }

  private static long nanos(long millis) {
    return Math.clamp(millis, 0L, 3_600_000L) * 1_000_000L;
  }

  // Waiting, and the end of it.

  /// Waits before the next attempt: at least so long, and a random while more. A pause that would
  /// use up the time left is cut to half of it, unless a node asked for it.
  private void rest(Pending pending, long atLeastNanos, long nowNanos) {
    long left = pending.deadlineNanos - nowNanos;
    long delay = atLeastNanos + peers.backoff().delayNanos(pending.backoffs++);
    delay = Math.max(atLeastNanos, Math.min(delay, left / 2));
    if (left < TIME_LEFT_MIN_NANOS || delay >= left) {
      endWithoutRetry(pending);
      return;
    }
    pending.state = State.RETRY;
    queue.set(pending, nowNanos + delay);
  }

  /// No further attempt can be made in time. One under way may still be answered.
  private void endWithoutRetry(Pending pending) {
    if (pending.fate.outstanding() > 0) {
      pending.state = State.ANSWER;
      queue.set(pending, pending.deadlineNanos);
    } else {
      giveUp(pending);
    }
  }

  void timeHasCome(Pending pending, long nowNanos) {
    if (nowNanos >= pending.deadlineNanos) {
      giveUp(pending);
      return;
    }
    switch (pending.state) {
      case RETRY -> retry(pending, nowNanos);
      case ANSWER -> attemptTimedOut(pending, nowNanos);
      case CATALOG, CLIENT_ID, DONE -> queue.set(pending, pending.deadlineNanos);
    }
  }

  private void retry(Pending pending, long nowNanos) {
    if (pending.retryCharged && !budget.take(nowNanos)) {
      if (pending.fate.isCertain()) {
        giveUp(pending);
      } else {
        rest(pending, 0, nowNanos);
      }
      return;
    }
    pending.retryCharged = false;
    pending.hintsFollowed = 0;
    route(pending, nowNanos);
  }

  private void attemptTimedOut(Pending pending, long nowNanos) {
    Attempt attempt = pending.latest;
    if (attempt == null || attempt.state == Attempt.State.ENDED || pending.node != null) {
      queue.set(pending, pending.deadlineNanos);
      return;
    }
    waitUntil(pending, nowNanos + peers.config().attemptTimeoutNanos());
    attempt.peer.suspect(attempt, nowNanos);
    if (attempt.state == Attempt.State.ENDED || !isCurrent(attempt)) {
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
      turnFrom(attempt);
      route(pending, nowNanos);
    }
  }

  /// Ends an operation that has no further attempt.
  void giveUp(Pending pending) {
    switch (pending.fate.giveUp()) {
      case FAILED ->
          finish(
              pending,
              isClosed ? Messages.closed() : Messages.unavailable(pending, catalog.trouble()));
      case UNKNOWN, SETTLED, TRY_AGAIN, WAIT -> finish(pending, unknown(pending));
    }
  }

  private void noTable(Pending pending, CatalogView view) {
    if (pending.fate.isCertain()) {
      Pending.Where where = java.util.Objects.requireNonNull(pending.where);
      finish(pending, Messages.noSuchTable(where.table(), view.catalog()));
    } else {
      finish(pending, unknown(pending));
    }
  }

  private static Reply unknown(Pending pending) {
    return new Reply.Written(new Outcome.Unknown(pending.fate.cause()), null);
  }

  private void finish(Pending pending, Reply reply) {
    pending.state = State.DONE;
    queue.remove(pending);
    for (Attempt attempt = pending.latest; attempt != null; attempt = attempt.earlier) {
      attempt.peer.forget(attempt);
    }
    pendingSize -= pending.cost;
    ClientId client = pending.client;
    if (client != null) {
      client.finish(pending.sequence);
    }
    pending.done.accept(reply);
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
          Result.Refused _ ->
          new Reply.Part(answer.result());
    };
  }
}
