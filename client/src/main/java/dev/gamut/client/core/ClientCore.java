package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.client.core.CatalogView.TableView;
import dev.gamut.client.core.NewerCatalog.Knowledge;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.OperationId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import dev.gamut.world.Clock;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import java.util.function.BooleanSupplier;
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
  private final NewerCatalog newerCatalog;
  private final UncutTables uncut;
  private boolean isClosed;

  public ClientCore(
      Loop loop, Clock clock, Entropy entropy, Connection.Dialer dialer, ClientConfig config) {
    this.loop = loop;
    peers = new Peers(new Peers.Doors(loop, clock, entropy, dialer), config);
    queue = new DeadlineQueue(loop, clock);
    courier = new Courier(peers, queue);
    newerCatalog = new NewerCatalog(courier, peers, queue);
    uncut = new UncutTables(this, courier);
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
    start(new Asked(call, deadline, done));
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

  /// Bytes of all operations that are not finished.
  long pendingSize() {
    return courier.pendingSize();
  }

  /// A call that was accepted.
  record Asked(Call call, long deadlineNanos, Consumer<Reply> done) {}

  private void start(Asked asked) {
    start(asked, Knowledge.OLD);
  }

  private void start(Asked asked, Knowledge knowledge) {
    CatalogView view = courier.catalog().view();
    String name = tableOf(asked.call());
    TableView table = view == null || name == null ? null : view.table(name);
    boolean wantsNewest =
        asked.call() instanceof Call.GetCatalog || asked.call() instanceof Call.GetTable;
    boolean isMissing = name != null && table == null;
    if (view == null || ((wantsNewest || isMissing) && knowledge == Knowledge.OLD)) {
      newerCatalog.find(asked, it -> start(asked, it));
    } else if (table != null && !table.table().isCut()) {
      uncut.handle(asked, table.table());
    } else if (table != null) {
      inTable(asked, table);
    } else if (name != null) {
      asked.done().accept(Messages.noSuchTable(name, view.catalog(), knowledge));
    } else {
      aboutCluster(asked, view);
    }
  }

  private static @Nullable String tableOf(Call call) {
    return switch (call) {
      case Call.Get get -> get.table();
      case Call.Put put -> put.table();
      case Call.Delete delete -> delete.table();
      case Call.GetMany many -> many.table();
      case Call.PutMany many -> many.table();
      case Call.Scan scan -> scan.table();
      case Call.Named named -> tableOf(named.write());
      case Call.Explain explain -> explain.table();
      case Call.CutTable cut -> cut.table();
      case Call.GetConflicts conflicts -> conflicts.table();
      case Call.GetTable(String table, _) -> table;
      case Call.CreateTable _,
          Call.DropTable _,
          Call.GetCatalog _,
          Call.GrantClient _,
          Call.ReplicaChange _,
          Call.GetStatus _ ->
          null;
    };
  }

  private void inTable(Asked asked, TableView table) {
    switch (asked.call()) {
      case Call.Get(_, Key key, ReadTerms terms) -> get(asked, table, key, terms, asked.done());
      case Call.Put _, Call.Delete _, Call.PutMany _ -> write(asked, asked.call(), table, null);
      case Call.Named(Call write, OperationId name) -> write(asked, write, table, name);
      case Call.GetMany many -> getMany(asked, many, table);
      case Call.Scan scan -> scan(asked, scan, table);
      case Call.Explain(_, ScanRange range, _) ->
          asked.done().accept(ScanPlan.explain(table, range));
      case Call.CutTable _ -> asked.done().accept(Messages.cutAlready(table.table()));
      case Call.GetTable _ -> asked.done().accept(new Reply.TableIs(table.table()));
      case Call.GetConflicts of -> ConflictsRun.start(courier, asked, of, table);
      case Call.CreateTable _,
          Call.DropTable _,
          Call.GetCatalog _,
          Call.GrantClient _,
          Call.ReplicaChange _,
          Call.GetStatus _ ->
          throw Invariant.unreachable("a call without a table");
    }
  }

  private void write(Asked asked, Call write, TableView table, @Nullable OperationId name) {
    switch (write) {
      case Call.Put(_, Key key, Value value, Condition condition, WriteTerms terms) -> {
        Call.Entry entry = new Call.Entry(key, value, condition);
        put(asked, table, new NamedEntry(entry, terms, name), asked.done());
      }
      case Call.Delete(_, Key key, Condition condition, WriteTerms terms) -> {
        Bytes place = table.place(key);
        Operation delete = new Operation.Delete(place, condition);
        courier.submit(
            table.spec(place, delete, terms.inRequest(), asked.deadlineNanos()).named(name),
            asked.done());
      }
      case Call.PutMany many -> putMany(asked, many, table, name);
      default -> throw Invariant.unreachable("no write of items: " + write);
    }
  }

  private void get(Asked asked, TableView table, Key key, ReadTerms terms, Consumer<Reply> done) {
    Bytes place = table.place(key);
    courier.submit(table.spec(place, new Operation.Get(place), terms, asked.deadlineNanos()), done);
  }

  /// A put and what its caller calls it, if anything.
  private record NamedEntry(Call.Entry entry, WriteTerms terms, @Nullable OperationId name) {}

  private void put(Asked asked, TableView table, NamedEntry named, Consumer<Reply> done) {
    Call.Entry entry = named.entry();
    Bytes place = table.place(entry.key());
    Operation put = new Operation.Put(place, entry.condition(), entry.value());
    ReadTerms terms = named.terms().inRequest();
    courier.submit(table.spec(place, put, terms, asked.deadlineNanos()).named(named.name()), done);
  }

  private void getMany(Asked asked, Call.GetMany many, TableView table) {
    Gathering<Reply> replies =
        new Gathering<>(many.keys().size(), all -> asked.done().accept(new Reply.Many(all)));
    for (int i = 0; i < many.keys().size(); i++) {
      get(asked, table, many.keys().get(i), many.terms(), replies.part(i));
    }
  }

  private void putMany(
      Asked asked, Call.PutMany many, TableView table, @Nullable OperationId name) {
    Gathering<Reply> replies =
        new Gathering<>(many.entries().size(), all -> asked.done().accept(new Reply.Many(all)));
    for (int i = 0; i < many.entries().size(); i++) {
      OperationId itemName =
          name == null
              ? null
              : new OperationId(
                  name.client(), name.sequence() + i, name.lowestUnfinished(), name.expires());
      NamedEntry entry = new NamedEntry(many.entries().get(i), many.terms(), itemName);
      put(asked, table, entry, replies.part(i));
    }
  }

  private void scan(Asked asked, Call.Scan scan, TableView table) {
    switch (ScanPlan.of(table, scan.range())) {
      case ScanPlan.Made.Refused(Reply.Failed reply) -> asked.done().accept(reply);
      case ScanPlan.Made.Plan(ScanPlan plan) -> {
        try {
          Bytes resume = scan.page().resume();
          Bytes from = resume == null ? plan.from() : plan.resume(resume);
          new ScanRun(courier, plan, scan, asked).start(from);
        } catch (MalformedException e) {
          asked.done().accept(Messages.resumeRefused(e));
        }
      }
    }
  }

  private void aboutCluster(Asked asked, CatalogView view) {
    switch (asked.call()) {
      case Call.CreateTable(TableSpec spec, _) ->
          change(asked, new Operation.CreateTable(spec), () -> isThere(spec));
      case Call.DropTable(String name, _) ->
          change(asked, new Operation.DropTable(name), () -> isGone(name));
      case Call.GetCatalog _ -> asked.done().accept(new Reply.CatalogIs(view.catalog()));
      case Call.GetStatus _ -> StatusRun.start(courier, peers, asked, view);
      case Call.GrantClient(long lifetimeMillis, _) -> grant(asked, lifetimeMillis);
      case Call.MoveReplica(var partition, NodeId from, NodeId to, boolean lost, _) ->
          change(asked, new Operation.MoveReplica(partition, from, to, lost), () -> true);
      case Call.CancelMove(var partition, long epoch, _) ->
          change(asked, new Operation.AdvanceMove(partition, epoch, true), () -> true);
      case Call.RebuildReplica(var partition, NodeId node, long origin, boolean forced, _) ->
          change(asked, new Operation.RebuildReplica(partition, node, origin, forced), () -> true);
      case Call.Get _,
          Call.Put _,
          Call.Delete _,
          Call.GetMany _,
          Call.PutMany _,
          Call.Named _,
          Call.Scan _,
          Call.Explain _,
          Call.CutTable _,
          Call.GetTable _,
          Call.GetConflicts _ ->
          throw Invariant.unreachable("a call that needs a table");
    }
  }

  private void grant(Asked asked, long lifetimeMillis) {
    courier.askCatalog(
        new Operation.GrantClient(lifetimeMillis),
        asked.deadlineNanos(),
        reply ->
            asked
                .done()
                .accept(
                    reply instanceof Reply.Part(Result.ClientGranted(long client, var expires))
                        ? new Reply.Granted(client, expires)
                        : reply));
  }

  /// Changes the catalog. A table that was made is there for this client's next call, whichever
  /// node it asks. When an answer was lost, the catalog itself may tell that it is as was wanted.
  void change(Asked asked, Operation change, BooleanSupplier isDone) {
    Consumer<Reply> done = asked.done();
    courier.submit(
        new Pending.Spec(change, ReadTerms.NONE, asked.deadlineNanos(), null),
        reply -> {
          if (reply instanceof Reply.Changed(long version)) {
            courier.catalog().wantVersion(version);
          }
          if (reply instanceof Reply.Written && peers.now() < asked.deadlineNanos()) {
            newerCatalog.await(
                asked,
                () -> done.accept(isDone.getAsBoolean() ? new Reply.Changed(version()) : reply),
                _ -> done.accept(reply));
          } else {
            done.accept(reply);
          }
        });
  }

  /// Goes on with a call once some node's catalog is newer than this moment.
  void startAnew(Asked asked) {
    newerCatalog.await(asked, () -> start(asked), asked.done());
  }

  boolean isThere(TableSpec spec) {
    CatalogView view = courier.catalog().view();
    TableView table = view == null ? null : view.table(spec.name());
    return table != null && table.table().spec().equals(spec);
  }

  private boolean isGone(String table) {
    CatalogView view = courier.catalog().view();
    return view != null && view.table(table) == null;
  }

  private long version() {
    CatalogView view = courier.catalog().view();
    return view == null ? 0 : view.catalog().version();
  }
}
