package dev.gamut.node.catalog;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.model.Catalog;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.node.machine.Command;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.Outcomes;
import dev.gamut.node.machine.Position;
import dev.gamut.node.machine.StateLoader;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Applies changes of the catalog. The catalog is small, so it is one record, rewritten whole.
public final class CatalogMachine implements Machine {
  private static final String RECORD = "catalog";

  /// Longest and shortest life of a client id.
  private static final long LIFETIME_MILLIS_MIN = 10_000;

  private static final long LIFETIME_MILLIS_MAX = 24 * 3_600_000L;

  private final Store store;
  private final PartitionDescriptor descriptor;
  private final Outcomes outcomes;
  private final Consumer<Catalog> listener;
  private final Bytes key;
  private final Catalog first;
  private Catalog catalog;
  private boolean changed;
  private Position applied = Position.START;

  /// @param first what the catalog is before any entry: the cluster as it was set up
  /// @param listener hears every catalog once it is in the store
  public CatalogMachine(
      Store store, PartitionDescriptor descriptor, Catalog first, Consumer<Catalog> listener) {
    this.store = store;
    this.descriptor = descriptor;
    this.outcomes = new Outcomes(StoreKeys.protocol(descriptor));
    this.listener = listener;
    this.key = StoreKeys.state(descriptor, RECORD);
    this.first = first;
    this.catalog = first;
  }

  @Override
  public void apply(LogEntry entry, Store.Batch batch, Done done) {
    Outcomes.expireEveryMinute(outcomes, applied.time(), entry.time());
    applied = entry.position();
    if (entry.payload().isEmpty()) {
      done.result(new Result.Missing());
      return;
    }
    Command command = decode(entry);
    Outcome known = outcomes.find(command.id(), entry.time());
    if (known != null) {
      done.result(answer(command, known));
      return;
    }
    switch (command.operation()) {
      case Operation.CreateTable(TableSpec spec) -> done.result(create(command, entry, spec));
      case Operation.DropTable(String name) -> done.result(drop(command, entry, name));
      case Operation.CutTable(TableId table, List<Bytes> splitAt) ->
          done.result(cut(entry, table, splitAt));
      case Operation.MoveReplica move -> done.result(move(entry, move));
      case Operation.AdvanceMove move -> done.result(advance(entry, move));
      case Operation.RebuildReplica rebuild -> done.result(rebuild(entry, rebuild));
      case Operation.Rebuilt rebuilt ->
          done.result(changeTo(Moving.rebuilt(catalog, entry.index(), rebuilt)));
      case Operation.GrantClient(long lifetimeMillis) -> done.result(grant(entry, lifetimeMillis));
      case Operation.Read _, Operation.Write _, Operation.NodeRead _, Operation.NewestCatalog _ ->
          throw Invariant.unreachable("not a change of the catalog: " + command);
    }
  }

  private static Command decode(LogEntry entry) {
    try {
      return Command.decode(entry.payload());
    } catch (MalformedException e) {
      throw new IllegalStateException("entry " + entry.index() + " cannot be read", e);
    }
  }

  private Result create(Command command, LogEntry entry, TableSpec spec) {
    if (catalog.table(spec.name()) != null) {
      return settle(command, new Outcome.Rejected(Version.NONE));
    }
    if (spec.replicaCount() > catalog.members().size()) {
      return Result.Refused.of(
          Result.Reason.BAD_REQUEST,
          String.format(
              "%d replicas on %d nodes: a node holds at most one replica of a partition",
              spec.replicaCount(), catalog.members().size()));
    }
    change(TableMaker.add(catalog, entry.index(), spec));
    return settle(command, applied(entry));
  }

  private Result drop(Command command, LogEntry entry, String name) {
    Table table = catalog.table(name);
    if (table == null) {
      return settle(command, new Outcome.Rejected(Version.NONE));
    }
    change(catalog.without(entry.index(), name));
    return settle(command, applied(entry));
  }

  /// Whoever cuts a table first decides; nothing can have been written before. So a repetition does
  /// no harm, and no outcome is kept.
  private Result cut(LogEntry entry, TableId id, @Nullable List<Bytes> splitAt) {
    Table table = null;
    for (Table each : catalog.tables().values()) {
      table = each.id().equals(id) ? each : table;
    }
    if (table == null) {
      return Result.Refused.of(Result.Reason.NOT_FOUND, "there is no such table any more");
    }
    if (table.isCut()) {
      return Result.Refused.of(
          Result.Reason.ALREADY_EXISTS, "table '" + table.name() + "' has its partitions already");
    }
    if (splitAt != null) {
      change(TableMaker.place(catalog, entry.index(), id, table.spec().cutAt(splitAt)));
    }
    return new Result.Changed(catalog.version());
  }

  /// A repetition does no harm, and no outcome is kept.
  private Result move(LogEntry entry, Operation.MoveReplica move) {
    Result.Refused refusal = Moving.refusal(catalog, move);
    if (refusal != null) {
      return refusal;
    }
    return changeTo(Moving.begin(catalog, entry.index(), move));
  }

  private Result rebuild(LogEntry entry, Operation.RebuildReplica rebuild) {
    Result.Refused refusal = Moving.refusal(catalog, rebuild);
    return refusal != null ? refusal : changeTo(Moving.begin(catalog, entry.index(), rebuild));
  }

  private Result advance(LogEntry entry, Operation.AdvanceMove move) {
    return changeTo(Moving.advance(catalog, entry.index(), move));
  }

  private Result changeTo(Catalog next) {
    if (!next.equals(catalog)) {
      change(next);
    }
    return new Result.Changed(catalog.version());
  }

  private Result grant(LogEntry entry, long lifetimeMillis) {
    long lifetime = Math.clamp(lifetimeMillis, LIFETIME_MILLIS_MIN, LIFETIME_MILLIS_MAX);
    Catalog.Counters counters = catalog.counters();
    long client = counters.client();
    change(
        catalog.withCounters(
            new Catalog.Counters(
                counters.table(), counters.partition(), counters.origin(), client + 1)));
    return new Result.ClientGranted(client, HybridTime.ofMillis(entry.time().millis() + lifetime));
  }

  private void change(Catalog next) {
    catalog = next;
    changed = true;
  }

  private Outcome applied(LogEntry entry) {
    return new Outcome.Applied(
        new Version(entry.time(), new Dot(descriptor.origin(), entry.index())));
  }

  private Result settle(Command command, Outcome outcome) {
    outcomes.remember(command.id(), outcome);
    return answer(command, outcome);
  }

  private static Result answer(Command command, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied(Version version) -> new Result.Changed(version.dot().sequence());
      case Outcome.Unknown unknown -> new Result.Written(unknown);
      case Outcome.Rejected _ ->
          command.operation() instanceof Operation.CreateTable(TableSpec spec)
              ? Result.Refused.of(
                  Result.Reason.ALREADY_EXISTS, "there is a table '" + spec.name() + "' already")
              : Result.Refused.of(Result.Reason.NOT_FOUND, "there is no such table");
    };
  }

  @Override
  public void save(Store.Batch batch) {
    outcomes.save(batch);
    if (changed) {
      batch.put(key, catalog.encode());
    }
  }

  @Override
  public void written() {
    if (changed) {
      changed = false;
      listener.accept(catalog);
    }
  }

  @Override
  public void load(Runnable done) {
    outcomes.clear();
    StateLoader.load(
        store,
        outcomes,
        descriptor,
        position -> {
          applied = position;
          loadCatalog(done);
        });
  }

  private void loadCatalog(Runnable done) {
    store.get(
        key,
        found -> {
          try {
            catalog = found == null ? first : Catalog.decode(found);
          } catch (MalformedException e) {
            throw new IllegalStateException("the catalog in the store cannot be read", e);
          }
          listener.accept(catalog);
          done.run();
        });
  }

  @Override
  public List<Store.Range> snapshotRanges() {
    Bytes end = StoreKeys.protocol(descriptor).prefixEnd();
    return List.of(
        new Store.Range(StoreKeys.protocol(descriptor), end, Integer.MAX_VALUE, Integer.MAX_VALUE));
  }
}
