package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.client.core.CatalogView.TableView;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.wire.Operation;
import dev.gamut.world.Clock;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client of a Gamut cluster: takes calls, and answers each with exactly one reply. Everything
/// happens on its loop, from which alone it may be called.
///
/// The way of a call: checked against the limits here, translated to operations on places once the
/// table is known, and seen through by [Courier], which finds the partition's leader through
/// [CatalogCache] and [Route], names writes through [ClientIds], sends through [Peer], and lets
/// [Fate] decide what may be said. Hedging, circuit breakers and the throttling of a client that is
/// refused often will be states between [Courier] and [Peer].
public final class ClientCore {
  private final Loop loop;
  private final Peers peers;
  private final DeadlineQueue queue;
  private final Courier courier;
  private boolean isClosed;

  public ClientCore(
      Loop loop, Clock clock, Entropy entropy, Connection.Dialer dialer, ClientConfig config) {
    this.loop = loop;
    peers = new Peers(new Peers.Doors(loop, clock, entropy, dialer), config);
    queue = new DeadlineQueue(loop, clock);
    courier = new Courier(peers, queue);
  }

  /// Takes a call. The reply may come before this returns, and comes on the loop.
  public void submit(Call call, Consumer<Reply> done) {
    assert loop.isCurrent();
    if (isClosed) {
      done.accept(Reply.Failed.of(Failure.Reason.CLOSED, "this client was closed"));
      return;
    }
    Reply.Failed wrong = CallLimits.check(call, peers.config());
    if (wrong != null) {
      done.accept(wrong);
      return;
    }
    long deadline = peers.now() + call.timeoutNanos();
    start(new Asked(call, deadline, done), false);
  }

  /// Ends all connections. Calls under way are answered first: as unknown when they may have taken
  /// effect, otherwise as failed.
  public void close() {
    if (!isClosed) {
      isClosed = true;
      courier.close();
      queue.close();
      peers.close();
    }
  }

  /// A call that was accepted.
  record Asked(Call call, long deadlineNanos, Consumer<Reply> done) {}

  /// A call that waits for a newer catalog.
  private final class Waiting extends CatalogWaiter {
    private final Asked asked;
    private boolean isWaiting = true;

    Waiting(Asked asked) {
      this.asked = asked;
    }

    @Override
    void catalogRefreshed(long nowNanos) {
      isWaiting = false;
      queue.remove(this);
      start(asked, true);
    }

    @Override
    boolean awaitsCatalog() {
      return isWaiting;
    }

    @Override
    void fire(long nowNanos) {
      isWaiting = false;
      asked.done().accept(Messages.noCatalog(courier.catalog().trouble()));
    }

    @Override
    void abandon() {
      isWaiting = false;
      asked.done().accept(Messages.closed());
    }
  }

  /// @param refreshed whether the catalog is newer than the call
  private void start(Asked asked, boolean refreshed) {
    CatalogView view = courier.catalog().view();
    String name = tableOf(asked.call());
    TableView table = view == null || name == null ? null : view.table(name);
    boolean isMissing = name == null ? asked.call() instanceof Call.GetCatalog : table == null;
    if (view == null || (isMissing && !refreshed)) {
      Waiting waiting = new Waiting(asked);
      queue.set(waiting, asked.deadlineNanos());
      courier.catalog().await(waiting, peers.now());
    } else if (table != null) {
      inTable(asked, table);
    } else if (name != null) {
      asked.done().accept(Messages.noSuchTable(name, view.catalog()));
    } else {
      aboutTables(asked, view);
    }
  }

  private static @Nullable String tableOf(Call call) {
    return switch (call) {
      case Call.Get get -> get.table();
      case Call.Put put -> put.table();
      case Call.Delete delete -> delete.table();
      case Call.CreateTable _, Call.DropTable _, Call.GetCatalog _ -> null;
    };
  }

  private void inTable(Asked asked, TableView table) {
    switch (asked.call()) {
      case Call.Get(_, Key key, ReadTerms terms) -> {
        Bytes place = table.place(key);
        one(asked, table, place, new Operation.Get(place), terms);
      }
      case Call.Put(_, Key key, Value value, Condition condition, _) -> {
        Bytes place = table.place(key);
        one(asked, table, place, new Operation.Put(place, condition, value), ReadTerms.NONE);
      }
      case Call.Delete(_, Key key, Condition condition, _) -> {
        Bytes place = table.place(key);
        one(asked, table, place, new Operation.Delete(place, condition), ReadTerms.NONE);
      }
      case Call.CreateTable _, Call.DropTable _, Call.GetCatalog _ ->
          throw Invariant.unreachable("a call without a table");
    }
  }

  private void one(
      Asked asked, TableView table, Bytes place, Operation operation, ReadTerms terms) {
    Pending.Where where = new Pending.Where(table.table().name(), table.table().id(), place);
    courier.submit(new Pending.Spec(operation, terms, asked.deadlineNanos(), where), asked.done());
  }

  private void aboutTables(Asked asked, CatalogView view) {
    switch (asked.call()) {
      case Call.CreateTable(TableSpec spec, _) -> change(asked, new Operation.CreateTable(spec));
      case Call.DropTable(String name, _) -> change(asked, new Operation.DropTable(name));
      case Call.GetCatalog _ -> asked.done().accept(new Reply.CatalogIs(view.catalog()));
      case Call.Get _, Call.Put _, Call.Delete _ ->
          throw Invariant.unreachable("a call that needs a table");
    }
  }

  /// A table that was made is there for this client's next call, whichever node it asks.
  private void change(Asked asked, Operation change) {
    courier.submit(
        new Pending.Spec(change, ReadTerms.NONE, asked.deadlineNanos(), null),
        reply -> {
          if (reply instanceof Reply.Changed(long version)) {
            courier.catalog().wantVersion(version);
          }
          asked.done().accept(reply);
        });
  }
}
