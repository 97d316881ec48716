package dev.gamut.client.core;

import dev.gamut.client.core.Pending.State;
import dev.gamut.model.Outcome;
import dev.gamut.wire.Operation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sees each operation through: finds who may carry it out, sends it, waits, and says what became
/// of it. What follows from an attempt's end is for [Aftermath], what may be said for [Fate] alone.
final class Courier {
  private final Peers peers;
  private final DeadlineQueue queue;
  private final RetryBudget budget;
  private final CatalogCache catalog;
  private final ClientIds clientIds;
  private final Aftermath aftermath;
  private final Patience patience;
  private long pendingSize;
  private boolean isClosed;

  Courier(Peers peers, DeadlineQueue queue) {
    this.peers = peers;
    this.queue = queue;
    budget = new RetryBudget(peers.now());
    catalog = new CatalogCache(this, peers, queue);
    clientIds = new ClientIds(this, peers, queue);
    aftermath = new Aftermath(this, catalog, peers);
    patience = new Patience(this, peers, budget);
  }

  /// What happens to attempts is told there.
  Aftermath aftermath() {
    return aftermath;
  }

  /// What the passing of time means is told there.
  Patience patience() {
    return patience;
  }

  CatalogCache catalog() {
    return catalog;
  }

  long now() {
    return peers.now();
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

  /// An operation that [#submit(Pending)] will see through.
  Pending prepare(Pending.Spec spec, Consumer<Reply> done) {
    return new Pending(this, spec, done);
  }

  void submit(Pending.Spec spec, Consumer<Reply> done) {
    submit(prepare(spec, done));
  }

  /// Sees an operation through.
  void submit(Pending pending) {
    if (pendingSize + pending.cost > peers.config().limits().pendingSizeMax()) {
      pending.state = State.DONE;
      pending.done.accept(Messages.clientFull(pendingSize));
      return;
    }
    budget.earn();
    begin(pending);
  }

  /// Asks one node once. What the client needs for itself, no limit holds up.
  Pending askNode(
      Peer node, Operation.NodeRead question, long deadlineNanos, Consumer<Reply> done) {
    Pending pending = prepare(spec(question, deadlineNanos), done);
    pending.node = node;
    begin(pending);
    return pending;
  }

  /// Asks the catalog's group for something that the client needs for itself.
  void askCatalog(Operation operation, long deadlineNanos, Consumer<Reply> done) {
    begin(prepare(spec(operation, deadlineNanos), done));
  }

  private void begin(Pending pending) {
    pendingSize += pending.cost;
    route(pending, peers.now());
  }

  /// Ends an operation that nobody waits for any more, without a reply.
  void cancel(Pending pending) {
    if (!pending.isDone()) {
      release(pending);
    }
  }

  private static Pending.Spec spec(Operation operation, long deadlineNanos) {
    return new Pending.Spec(operation, ReadTerms.NONE, deadlineNanos, null);
  }

  // Finding the way.

  void route(Pending pending, long nowNanos) {
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
    Route route = view.locate(pending);
    if (route == null) {
      noTable(pending, view);
      return;
    }
    if (pending.isNamed && pending.client == null && !name(pending, route, nowNanos)) {
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

  private boolean name(Pending pending, Route route, long nowNanos) {
    if (route.isLeaderless()) {
      clientIds.nameAlone(pending);
      return true;
    }
    return clientIds.name(pending, nowNanos);
  }

  private void send(Pending pending, Peer peer, @Nullable Route route, long nowNanos) {
    boolean passOn = route != null && route.passesOn(peer, nowNanos);
    Attempt attempt = new Attempt(pending, peer, route, passOn);
    pending.latest = attempt;
    pending.state = State.ANSWER;
    waitUntil(pending, nowNanos + peers.config().attemptTimeoutNanos());
    peer.enqueue(attempt);
    if (route != null && passOn) {
      route.missing(peer).forEach(missed -> tryAgain(missed, nowNanos));
    }
  }

  /// Asks a node that was out of reach something that it answers by itself: once it is heard, what
  /// was passed on to it by others goes there again.
  private void tryAgain(Peer missed, long nowNanos) {
    if (missed.isToBeTried(nowNanos)) {
      CatalogView view = catalog.view();
      long known = view == null ? 0 : view.catalog().version();
      long deadline = nowNanos + 3 * peers.config().attemptTimeoutNanos();
      askNode(missed, new Operation.GetCatalog(known), deadline, _ -> {});
    }
  }

  void waitUntil(Pending pending, long atNanos) {
    queue.set(pending, Math.min(atNanos, pending.deadlineNanos));
  }

  void awaitCatalog(Pending pending, long nowNanos) {
    pending.state = State.CATALOG;
    queue.set(pending, pending.deadlineNanos);
    catalog.await(pending, nowNanos);
  }

  void catalogRefreshed(Pending pending, long nowNanos) {
    Attempt latest = pending.latest;
    CatalogView view = catalog.view();
    Route route = view == null ? null : view.locate(pending);
    if (route != null && latest != null && route.isSameAs(latest.route)) {
      // The node that refused knows more than whoever answered, or less: in time they will agree.
      // Or it has no such replica, and another one has.
      route.turnFrom(latest.peer);
      rest(pending, 0, nowNanos);
    } else {
      route(pending, nowNanos);
    }
  }

  // Waiting, and the end of it.

  /// Waits before the next attempt: at least so long, and a random while more. A pause that would
  /// use up the time left is cut to half of it, unless a node asked for it. In the last moments
  /// nothing is sent any more: an answer would come too late, and leave the outcome in doubt.
  void rest(Pending pending, long atLeastNanos, long nowNanos) {
    long left = pending.deadlineNanos - nowNanos;
    long delay = atLeastNanos + peers.backoff().delayNanos(pending.backoffs++);
    delay = Math.max(atLeastNanos, Math.min(delay, left / 2));
    if (left < peers.config().backoff().firstNanos() || delay >= left) {
      endWithoutRetry(pending);
      return;
    }
    pending.state = State.RETRY;
    queue.set(pending, nowNanos + delay);
  }

  /// No further attempt can be made in time. One under way may still be answered.
  void endWithoutRetry(Pending pending) {
    if (pending.fate.outstanding() > 0) {
      pending.state = State.ANSWER;
      queue.set(pending, pending.deadlineNanos);
    } else {
      giveUp(pending);
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

  static Reply unknown(Pending pending) {
    return new Reply.Written(new Outcome.Unknown(pending.fate.cause()), null);
  }

  void finish(Pending pending, Reply reply) {
    release(pending);
    pending.done.accept(reply);
  }

  private void release(Pending pending) {
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
  }
}
