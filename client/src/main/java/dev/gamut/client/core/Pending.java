package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.model.Level;
import dev.gamut.model.OperationId;
import dev.gamut.model.TableId;
import dev.gamut.wire.Operation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An operation for one partition, or one node, from its submission to its reply.
final class Pending extends CatalogWaiter {
  /// Bytes that every pending operation is counted with besides its own.
  private static final int COST_MIN = 128;

  /// Where an operation goes and what may be done with it.
  enum Kind {
    READ,
    WRITE,
    /// For the catalog's group.
    CATALOG_CHANGE,
    /// For one node, once.
    NODE_READ
  }

  /// What an operation waits for.
  enum State {
    CATALOG,
    CLIENT_ID,
    ANSWER,
    /// The time of its next attempt.
    RETRY,
    DONE
  }

  final Courier courier;
  final Operation operation;
  final Kind kind;
  final ReadTerms terms;
  final long deadlineNanos;
  final Consumer<Reply> done;
  final Fate fate;

  /// Bytes that this operation holds here and may bring back.
  final int cost;

  /// Whether this client has to name it, because carrying it out twice is another thing than once.
  final boolean isNamed;

  /// Where in which table; null when the operation is not about an item.
  final @Nullable Where where;

  State state = State.CATALOG;

  /// The only node that may be asked, for a [Kind#NODE_READ].
  @Nullable Peer node;

  @Nullable Attempt latest;

  /// The partition that answered, for those who must know where it ends.
  @Nullable Route answeredBy;

  /// What the caller calls the write; null when this client names it.
  private final @Nullable OperationId name;

  /// What a write is called; null until its first attempt.
  @Nullable ClientId client;

  long sequence;

  private long firstSentNanos;

  /// The partition whose leader it searches for, when it rests for that.
  @Nullable Route searching;

  int backoffs;
  int hintsFollowed;
  boolean retryCharged;

  /// What went wrong last, for the message when time is up.
  String trouble = "";

  /// Whether that was a full disk.
  boolean isReadOnly;

  Pending(Courier courier, Spec spec, Consumer<Reply> done) {
    this.courier = courier;
    this.operation = spec.operation();
    this.kind = kindOf(spec.operation());
    this.isNamed =
        switch (spec.operation()) {
          case Operation.Write _, Operation.CreateTable _, Operation.DropTable _ ->
              spec.name() == null;
          case Operation.Read _,
              Operation.NodeRead _,
              Operation.NewestCatalog _,
              Operation.GrantClient _,
              Operation.CutTable _,
              Operation.ReplicaChange _ ->
              false;
        };
    this.terms = spec.terms();
    this.deadlineNanos = spec.deadlineNanos();
    this.where = spec.where();
    this.name = spec.name();
    this.done = done;
    this.cost = costOf(spec.operation());
    this.fate = new Fate(kind);
  }

  /// What an operation is from the start.
  ///
  /// @param name what the caller calls the write; null when this client is to name it
  record Spec(
      Operation operation,
      ReadTerms terms,
      long deadlineNanos,
      @Nullable Where where,
      @Nullable OperationId name) {
    Spec(Operation operation, ReadTerms terms, long deadlineNanos, @Nullable Where where) {
      this(operation, terms, deadlineNanos, where, null);
    }

    Spec named(@Nullable OperationId newName) {
      return new Spec(operation, terms, deadlineNanos, where, newName);
    }
  }

  /// A place in a table. The id tells it from a later table of the same name.
  record Where(String table, TableId id, Bytes place) {}

  private static Kind kindOf(Operation operation) {
    return switch (operation) {
      case Operation.Read _, Operation.NewestCatalog _ -> Kind.READ;
      case Operation.Write _ -> Kind.WRITE;
      case Operation.CatalogChange _ -> Kind.CATALOG_CHANGE;
      case Operation.NodeRead _ -> Kind.NODE_READ;
    };
  }

  /// Whether only the leader of the partition carries it out.
  boolean isForLeader() {
    return kind == Kind.WRITE || terms.level().rungs().getFirst().kind() != Level.Kind.EVENTUAL;
  }

  /// It is on its way to a node.
  void sent(long nowNanos) {
    if (fate.isCertain()) {
      firstSentNanos = nowNanos;
    }
    fate.sent();
  }

  /// How long ago the first attempt was sent that may have taken effect; 0 if none may have.
  long ageNanos(long nowNanos) {
    return fate.isCertain() ? 0 : Math.max(1, nowNanos - firstSentNanos);
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /// The name of this write now, the same for all its attempts; none for what is not a write.
  OperationId operationId(Attempt attempt) {
    ClientId id = client;
    if (id == null) {
      return name == null ? OperationId.NONE : name;
    }
    if (attempt.earlier != null && Defect.RETRY_WITH_NEW_OPERATION_ID.isPlanted()) {
      id.finish(sequence);
      sequence = id.begin();
    }
    return id.name(sequence);
  }

  private static int costOf(Operation operation) {
    return COST_MIN
        + switch (operation) {
          case Operation.Put put -> put.place().length() + put.value().bytes().length();
          case Operation.Scan scan -> scan.sizeMax();
          case Operation.GetConflicts conflicts -> conflicts.sizeMax();
          case Operation.Get(Bytes at) -> at.length();
          case Operation.Delete delete -> delete.place().length();
          case Operation.CreateTable _,
              Operation.DropTable _,
              Operation.CutTable _,
              Operation.ReplicaChange _,
              Operation.GrantClient _,
              Operation.GetCatalog _,
              Operation.NewestCatalog _,
              Operation.GetStatus _ ->
              0;
        };
  }

  @Override
  void fire(long nowNanos) {
    courier.patience().timeHasCome(this, nowNanos);
  }

  @Override
  void abandon() {
    courier.giveUp(this);
  }

  @Override
  void catalogRefreshed(long nowNanos) {
    courier.catalogRefreshed(this, nowNanos);
  }

  @Override
  boolean awaitsCatalog() {
    return state == State.CATALOG;
  }
}
