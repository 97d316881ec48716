package dev.gamut.node.machine;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies writes to the items of a partition whose strategy puts them in one order.
///
/// A write without a condition is blind: it reads nothing. One with a condition reads the item,
/// from the changes that are not in the store yet or else from the store.
public final class TableMachine implements Machine {
  private final Store store;
  private final PartitionDescriptor descriptor;
  private final Outcomes outcomes;

  private final Unwritten unwritten = new Unwritten();
  private Position applied = Position.START;

  public TableMachine(Store store, PartitionDescriptor descriptor) {
    this.store = store;
    this.descriptor = descriptor;
    this.outcomes = new Outcomes(StoreKeys.protocol(descriptor));
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
      done.result(new Result.Written(known));
      return;
    }
    if (!(command.operation() instanceof Operation.Write write)) {
      throw Invariant.unreachable("not a write in the log of a table: " + command);
    }
    if (command.epoch() != descriptor.epoch() || !descriptor.holds(write.place())) {
      done.result(
          Result.Refused.of(Result.Reason.STALE_EPOCH, "the partition has changed meanwhile"));
      return;
    }
    new Step(entry, command, batch, done).run(write);
  }

  private static Command decode(LogEntry entry) {
    try {
      return Command.decode(entry.payload());
    } catch (MalformedException e) {
      // The checksums held, so whoever proposed it wrote nonsense: no replica may go on.
      throw new IllegalStateException("entry " + entry.index() + " cannot be read", e);
    }
  }

  /// One write on its way.
  private final class Step {
    private final Version version;
    private final Command command;
    private final Store.Batch batch;
    private final Done done;

    Step(LogEntry entry, Command command, Store.Batch batch, Done done) {
      this.version = new Version(entry.time(), new Dot(descriptor.origin(), entry.index()));
      this.command = command;
      this.batch = batch;
      this.done = done;
    }

    void run(Operation.Write write) {
      if (write.condition() instanceof Condition.Always) {
        perform(write);
        return;
      }
      Bytes key = StoreKeys.item(descriptor.table(), write.place());
      Store.Batch.Change pending = unwritten.find(batch, key);
      if (pending != null) {
        decideBy(write, pending.value());
      } else {
        store.get(key, found -> decideBy(write, found));
      }
    }

    private void decideBy(Operation.Write write, @Nullable Bytes found) {
      Item current = found == null ? null : decodeItem(found);
      if (holds(write.condition(), current)) {
        perform(write);
      } else {
        settle(new Outcome.Rejected(current == null ? Version.NONE : current.single().version()));
      }
    }

    private void perform(Operation.Write write) {
      Bytes key = StoreKeys.item(descriptor.table(), write.place());
      switch (write) {
        case Operation.Put put -> batch.put(key, Item.of(version, put.value()).encode());
        case Operation.Delete _ -> batch.delete(key);
      }
      settle(new Outcome.Applied(version));
    }

    private void settle(Outcome outcome) {
      outcomes.remember(command.id(), outcome);
      done.result(new Result.Written(outcome));
    }
  }

  /// Whether a condition holds of an item, null for none.
  static boolean holds(Condition condition, @Nullable Item current) {
    return switch (condition) {
      case Condition.Always() -> true;
      case Condition.Seen(var context) ->
          current == null || context.seen().covers(current.single().dot());
      case Condition.Absent() -> current == null;
      case Condition.Present() -> current != null;
      case Condition.VersionIs(var version) ->
          current != null && current.single().version().equals(version);
      case Condition.ValueIs(var value) ->
          current != null && current.single().value().equals(value);
    };
  }

  /// Decodes an item from the store, whose checksums held.
  public static Item decodeItem(Bytes bytes) {
    try {
      return Item.decode(bytes);
    } catch (MalformedException e) {
      throw new IllegalStateException("an item in the store cannot be read", e);
    }
  }

  @Override
  public void save(Store.Batch batch) {
    outcomes.save(batch);
  }

  @Override
  public void written() {
    unwritten.clear();
  }

  @Override
  public void load(Runnable done) {
    outcomes.clear();
    unwritten.clear();
    StateLoader.load(
        store,
        outcomes,
        descriptor,
        position -> {
          applied = position;
          done.run();
        });
  }

  @Override
  public List<Store.Range> snapshotRanges() {
    Store.Range items =
        new Store.Range(
            StoreKeys.itemsFrom(descriptor),
            StoreKeys.itemsTo(descriptor),
            Integer.MAX_VALUE,
            Integer.MAX_VALUE);
    return Defect.FORGET_OUTCOMES_IN_SNAPSHOT.isPlanted()
        ? List.of(items)
        : List.of(items, outcomes.range());
  }
}
