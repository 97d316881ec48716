package dev.gamut.node;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Limits;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableId;
import dev.gamut.node.strategy.Call;
import dev.gamut.node.strategy.Replica;
import dev.gamut.wire.Envelope;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import org.jspecify.annotations.Nullable;

/// Takes an admitted request to the replica that it is for, or says why it cannot.
final class Router {
  private final Node node;

  Router(Node node) {
    this.node = node;
  }

  void route(Call asked, Shard from) {
    Call call = asked.request().envelope().passOn() ? new PassedCall(asked, node.relay()) : asked;
    if (call.request().operation() instanceof Operation.NodeRead read) {
      Shard shard =
          read instanceof Operation.GetConflicts of ? node.shardOf(of.partition()) : node.first();
      node.onShard(shard, () -> answerHere(call, read));
      return;
    }
    PartitionId partition = call.request().envelope().partition();
    Shard shard = node.shardOf(partition);
    if (shard == from) {
      hand(call, shard);
    } else {
      shard.loop().post(() -> hand(call, shard));
    }
  }

  private void answerHere(Call call, Operation.NodeRead read) {
    switch (read) {
      case Operation.GetCatalog(long knownVersion) -> {
        if (!node.tenancy().isCatalogCurrent()) {
          call.refuse(Result.Reason.RECOVERING, "this node does not know the catalog again yet");
          return;
        }
        call.answer(Result.CatalogIs.of(node.catalog(), knownVersion), null);
      }
      case Operation.GetStatus() ->
          node.figures(figures -> call.answer(new Result.StatusIs(Statuses.of(figures)), null));
      case Operation.GetConflicts conflicts -> conflicts(call, conflicts.partition());
    }
  }

  private void conflicts(Call call, PartitionId partition) {
    Replica replica = node.shardOf(partition).replica(partition);
    if (replica == null) {
      call.answer(absent(partition), null);
    } else if (!replica.descriptor().isLeaderless()) {
      call.refuse(Result.Reason.BAD_REQUEST, "only leaderless tables have conflicting writes");
    } else {
      replica.handle(call);
    }
  }

  private void hand(Call call, Shard shard) {
    Envelope envelope = call.request().envelope();
    Replica replica = shard.replica(envelope.partition());
    if (replica == null) {
      if (call instanceof PassedCall passed && !node.tenancy().isTenant(envelope.partition())) {
        node.relay().pass(passed, null);
      } else {
        call.answer(absent(envelope.partition()), null);
      }
      return;
    }
    Result.Refused refused = check(call, replica, shard);
    if (refused != null) {
      call.answer(refused, null);
    } else {
      replica.handle(call);
    }
  }

  private Result absent(PartitionId partition) {
    return node.tenancy().isTenant(partition)
        ? new Result.Refused(
            Result.Reason.RECOVERING, partition + " reads its state back here", 20, null)
        : new Result.Refused(
            Result.Reason.STALE_EPOCH, partition + " has no replica on this node", 20, null);
  }

  private Result.@Nullable Refused check(Call call, Replica replica, Shard shard) {
    Envelope envelope = call.request().envelope();
    PartitionDescriptor descriptor = replica.descriptor();
    if (envelope.epoch() != descriptor.epoch()) {
      return Result.Refused.of(
          Result.Reason.STALE_EPOCH, descriptor.id() + " is at epoch " + descriptor.epoch());
    }
    if (node.monotonicNanos() >= call.deadlineNanos()) {
      return Result.Refused.of(Result.Reason.TOO_LATE, "the request's time was up on arrival");
    }
    Result.Refused wrongLevel = checkLevel(envelope.level(), replica);
    if (wrongLevel != null) {
      return wrongLevel;
    }
    return envelope.quorum() != 0 && !descriptor.isLeaderless()
        ? Result.Refused.of(
            Result.Reason.BAD_REQUEST,
            "a quorum of "
                + envelope.quorum()
                + " replicas: only requests to leaderless tables choose one; leave it out")
        : checkOperation(call, descriptor, shard);
  }

  private static Result.@Nullable Refused checkLevel(Level level, Replica replica) {
    for (Level.Rung rung : level.rungs()) {
      if (rung.kind() != Level.Kind.OF_TABLE && !replica.levelsOffered().contains(rung.kind())) {
        return Result.Refused.of(
            Result.Reason.LEVEL_NOT_OFFERED,
            "this table offers "
                + replica.levelsOffered().toString().toLowerCase(java.util.Locale.ROOT));
      }
    }
    return null;
  }

  private Result.@Nullable Refused checkOperation(
      Call call, PartitionDescriptor descriptor, Shard shard) {
    boolean forCatalog = descriptor.table().equals(TableId.CATALOG);
    return switch (call.request().operation()) {
      case Operation.CatalogChange _, Operation.NewestCatalog _ -> forCatalog ? null : notHere();
      case Operation.Scan _ -> forCatalog ? notHere() : null;
      case Operation.Get(Bytes place) ->
          forCatalog ? notHere() : checkPlace(place, descriptor, shard);
      case Operation.Write write ->
          forCatalog ? notHere() : checkPlace(write.place(), descriptor, shard);
      case Operation.NodeRead _ -> null;
    };
  }

  private static Result.Refused notHere() {
    return Result.Refused.of(
        Result.Reason.BAD_REQUEST, "items are in partitions of tables, changes in the catalog's");
  }

  private Result.@Nullable Refused checkPlace(
      Bytes place, PartitionDescriptor descriptor, Shard shard) {
    if (!descriptor.holds(place)) {
      return Result.Refused.of(Result.Reason.STALE_EPOCH, "the key is not in " + descriptor.id());
    }
    try {
      Key key = Key.atPlace(shard.orderOf(descriptor.table()), place);
      return key.size() <= Limits.KEY_SIZE_MAX && !key.partitionKey().isEmpty()
          ? null
          : Result.Refused.of(
              Result.Reason.BAD_REQUEST,
              "a key of " + key.size() + " bytes; 1 to " + Limits.KEY_SIZE_MAX + " are taken");
    } catch (MalformedException e) {
      return Result.Refused.of(Result.Reason.BAD_REQUEST, e.getMessage() + "");
    }
  }
}
