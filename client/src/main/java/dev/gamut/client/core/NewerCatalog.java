package dev.gamut.client.core;

import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.function.Consumer;

/// Gets calls a catalog that is newer than they are.
final class NewerCatalog {
  private final Courier courier;
  private final Peers peers;
  private final DeadlineQueue queue;

  /// How new the client's catalog is, beside a call.
  enum Knowledge {
    /// Perhaps from before the call.
    OLD,
    /// Some node's since: it may have been behind the others.
    HEARD,
    /// The catalog's leader's since: what is not in it is not there.
    NEWEST
  }

  NewerCatalog(Courier courier, Peers peers, DeadlineQueue queue) {
    this.courier = courier;
    this.peers = peers;
    this.queue = queue;
  }

  /// Asks the catalog's leader, and when nobody leads it, whoever answers: in a minority, what its
  /// nodes know must do.
  void find(ClientCore.Asked asked, Consumer<Knowledge> found) {
    CatalogView view = courier.catalog().view();
    if (view == null) {
      await(asked, () -> found.accept(Knowledge.OLD), asked.done());
      return;
    }
    long now = peers.now();
    long patience =
        Math.min(peers.config().attemptTimeoutNanos(), (asked.deadlineNanos() - now) / 2);
    courier.askCatalog(
        new Operation.NewestCatalog(view.catalog().version()),
        now + patience,
        reply -> {
          if (reply instanceof Reply.Part(Result.CatalogIs(var encoded))
              && courier.catalog().take(encoded)) {
            found.accept(Knowledge.NEWEST);
          } else {
            await(asked, () -> found.accept(Knowledge.HEARD), asked.done());
          }
        });
  }

  /// Waits for the catalog of any node, since this moment.
  void await(ClientCore.Asked asked, Runnable refreshed, Consumer<Reply> failed) {
    Waiting waiting = new Waiting(refreshed, failed);
    queue.set(waiting, asked.deadlineNanos());
    courier.catalog().await(waiting, peers.now());
  }

  private final class Waiting extends CatalogWaiter {
    private final Runnable refreshed;
    private final Consumer<Reply> failed;
    private boolean isWaiting = true;

    Waiting(Runnable refreshed, Consumer<Reply> failed) {
      this.refreshed = refreshed;
      this.failed = failed;
    }

    @Override
    void catalogRefreshed(long nowNanos) {
      isWaiting = false;
      queue.remove(this);
      refreshed.run();
    }

    @Override
    boolean awaitsCatalog() {
      return isWaiting;
    }

    @Override
    void fire(long nowNanos) {
      isWaiting = false;
      failed.accept(Messages.noCatalog(courier.catalog().trouble()));
    }

    @Override
    void abandon() {
      isWaiting = false;
      failed.accept(Messages.closed());
    }
  }
}
