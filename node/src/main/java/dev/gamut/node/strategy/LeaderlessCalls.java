package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Condition;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.Level;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.leaderless.LeaderlessEffect;
import dev.gamut.protocol.leaderless.LeaderlessEvent;
import dev.gamut.wire.Envelope;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The callers of a leaderless replica: what they ask in the terms of the protocol, and what it
/// answers in theirs.
final class LeaderlessCalls {
  /// When a caller may try again whom the quorum was not there for.
  private static final long RETRY_MILLIS = 20;

  private final ReplicaHost host;
  private PartitionDescriptor descriptor;
  private final LeaderlessMachine machine;
  private final Quorums quorums;
  private LeaderlessTerms terms;
  private LeaderlessScans scans;
  private LeaderlessReceipts receipts;
  private final Consumer<Call> firstTime;
  private final Map<Long, Asked> asked = new LinkedHashMap<>();
  private List<Call> early = new ArrayList<>();
  private boolean open;
  private long lastId;

  private record Asked(Call call, Level.Kind level) {}

  /// @param firstTime carries out a call that nobody knows of although it was sent before
  LeaderlessCalls(
      ReplicaHost host,
      PartitionDescriptor descriptor,
      LeaderlessMachine machine,
      Consumer<Call> firstTime) {
    this.host = host;
    this.firstTime = firstTime;
    this.descriptor = descriptor;
    this.machine = machine;
    this.quorums = machine.table().quorums();
    this.terms = new LeaderlessTerms(descriptor, quorums);
    this.scans = new LeaderlessScans(host, descriptor);
    this.receipts = new LeaderlessReceipts(host.self(), descriptor);
  }

  /// The catalog's next epoch has begun.
  void become(PartitionDescriptor next) {
    descriptor = next;
    terms = new LeaderlessTerms(next, quorums);
    scans = new LeaderlessScans(host, next);
    receipts = new LeaderlessReceipts(host.self(), next);
  }

  LeaderlessReceipts receipts() {
    return receipts;
  }

  LeaderlessScans scans() {
    return scans;
  }

  boolean isOpen() {
    return open;
  }

  /// Calls are admitted from now on; returns those that came too early.
  List<Call> open() {
    open = true;
    List<Call> now = early;
    early = List.of();
    return now;
  }

  LeaderlessTerms terms() {
    return terms;
  }

  /// For a write that may have been carried out before, the question whether it was; null for all
  /// else.
  @Nullable LeaderlessEvent recall(Call call) {
    Envelope envelope = call.request().envelope();
    WriteName name = WriteName.of(envelope.operation());
    if (!open
        || envelope.ageNanos() == 0
        || name.isNone()
        || !(call.request().operation() instanceof Operation.Write write)
        || terms.wrong(call) != null) {
      return null;
    }
    int majority = descriptor.replicas().size() / 2 + 1;
    int quorum = terms.isDecided(call) ? majority : quorum(call, quorums.write());
    return new LeaderlessEvent.Recall(
        note(call, Level.Kind.EVENTUAL),
        write.place(),
        name,
        envelope.ageNanos(),
        quorum,
        call.deadlineNanos());
  }

  /// What a call asks of the protocol; null when it is answered already, or later.
  @Nullable LeaderlessEvent admit(Call call) {
    if (!open) {
      early.add(call);
      return null;
    }
    Result.Refused wrong = terms.wrong(call);
    if (wrong != null) {
      call.answer(wrong, null);
      return null;
    }
    return switch (call.request().operation()) {
      case Operation.Get get -> admitGet(call, get);
      case Operation.Scan scan -> {
        scans.begin(call, scan);
        yield null;
      }
      case Operation.Put(var place, Condition condition, Value value) ->
          admitWrite(call, condition, new Draft(place, value));
      case Operation.Delete(var place, Condition condition) ->
          admitWrite(call, condition, new Draft(place, Value.TOMBSTONE));
      case Operation.GetConflicts conflicts -> {
        machine.ledger().read(conflicts, result -> call.answer(result, null));
        yield null;
      }
      case Operation.CatalogChange _, Operation.NodeRead _, Operation.NewestCatalog _ -> {
        call.refuse(Result.Reason.BAD_REQUEST, "not an operation on items");
        yield null;
      }
    };
  }

  /// The request's own quorum, or else the table's.
  private static int quorum(Call call, int ofTable) {
    int own = call.request().envelope().quorum();
    return own == 0 ? ofTable : own;
  }

  private record Draft(Bytes place, Value value) {}

  private @Nullable LeaderlessEvent admitGet(Call call, Operation.Get get) {
    Level.Kind level = call.request().envelope().level().rungs().getFirst().kind();
    int count = descriptor.replicas().size();
    int durable = level == Level.Kind.ATOMIC ? quorums.write() : 0;
    int quorum = Math.max(durable, quorum(call, quorums.read()));
    if (level == Level.Kind.REGULAR || level == Level.Kind.ATOMIC) {
      quorum = Math.max(quorum, quorums.regularReaders(count));
    }
    Level.Kind ofQuorum =
        quorums.isRegular(quorum, count) ? Level.Kind.REGULAR : Level.Kind.EVENTUAL;
    Level.Kind given = level == Level.Kind.ATOMIC ? Level.Kind.ATOMIC : ofQuorum;
    return new LeaderlessEvent.Get(
        note(call, given), get.place(), quorum, durable, call.deadlineNanos());
  }

  private @Nullable LeaderlessEvent admitWrite(Call call, Condition condition, Draft draft) {
    Context context =
        switch (condition) {
          case Condition.Always() -> null;
          case Condition.Seen(Context seen) -> seen;
          case Condition.Absent _,
              Condition.Present _,
              Condition.VersionIs _,
              Condition.ValueIs _ ->
              throw new IllegalStateException("decided by Paxos: " + call);
        };
    if (context != null && !isOurs(context)) {
      call.refuse(
          Result.Reason.BAD_REQUEST,
          "the context is of another key or table: hand back what a read of this key gave");
      return null;
    }
    return new LeaderlessEvent.Put(
        note(call, Level.Kind.EVENTUAL),
        draft.place(),
        draft.value(),
        WriteName.of(call.request().envelope().operation()),
        context,
        quorum(call, quorums.write()),
        call.deadlineNanos());
  }

  /// A context of elsewhere would supersede what nobody saw: origins are granted once.
  private boolean isOurs(Context context) {
    for (int i = 0; i < context.seen().originCount(); i++) {
      if (!descriptor.isOrigin(context.seen().origin(i))) {
        return false;
      }
    }
    return true;
  }

  private long note(Call call, Level.Kind level) {
    long id = ++lastId;
    asked.put(id, new Asked(call, level));
    return id;
  }

  void answer(LeaderlessEffect.Answer answer) {
    Asked done = asked.remove(answer.call());
    if (done == null) {
      return;
    }
    Call call = done.call();
    switch (answer) {
      case LeaderlessEffect.Written(_, Version version, List<NodeId> stored) ->
          call.answer(
              new Result.Written(new Outcome.Applied(version)),
              receipts.ofWrite(call, done.level(), stored, version));
      case LeaderlessEffect.NotFound _ -> notFound(call);
      case LeaderlessEffect.WriteUnknown(_, List<NodeId> stored) ->
          call.answer(
              new Result.Written(new Outcome.Unknown(Outcome.Cause.QUORUM_NOT_REACHED)),
              receipts.ofWrite(call, done.level(), stored, Version.NONE));
      case LeaderlessEffect.WriteRefused(_, LeaderlessEffect.Reason reason) ->
          call.answer(Judgement.refused(reason), null);
      case LeaderlessEffect.Read(_, Item item, List<NodeId> asking, List<NodeId> answered) -> {
        Item shown = item.shown();
        List<Item.Sibling> live = shown.siblings();
        call.answer(
            live.isEmpty() ? new Result.Missing() : new Result.Found(shown),
            receipts.of(call, done.level(), asking, answered, Judgement.latest(live)));
      }
      case LeaderlessEffect.ReadFailed(_, _, List<NodeId> answered) ->
          quorumMissing(call, "%d of %d replicas answered in time, the read needs more", answered);
      case LeaderlessEffect.NotWrittenBack(_, List<NodeId> holding, long aheadMillis) ->
          quorumMissing(call, notWrittenBack(aheadMillis), holding);
    }
  }

  private static String notWrittenBack(long aheadMillis) {
    String what = "what the read found is on %d of %d replicas, an atomic one needs more";
    return aheadMillis == 0
        ? what
        : what
            + "; its stamp is further ahead of this node's clock than is believed, and so it stays"
            + " there for "
            + aheadMillis
            + " ms: read it with level regular";
  }

  private void quorumMissing(Call call, String why, List<NodeId> there) {
    call.answer(
        new Result.Refused(
            Result.Reason.QUORUM_NOT_REACHED,
            String.format(why, there.size(), descriptor.replicas().size()),
            RETRY_MILLIS,
            null),
        null);
  }

  /// A plain write is carried out now. A conditional one is not: an earlier attempt may be under
  /// way at another home, and judge the condition later and otherwise.
  private void notFound(Call call) {
    if (terms.isDecided(call)) {
      call.answer(new Result.Written(new Outcome.Unknown(Outcome.Cause.QUORUM_NOT_REACHED)), null);
    } else {
      firstTime.accept(call);
    }
  }

  void close() {
    early.forEach(call -> call.refuse(Result.Reason.DRAINING, "the replica stops"));
    early = List.of();
    asked.values().forEach(LeaderlessCalls::close);
    asked.clear();
  }

  private static void close(Asked left) {
    if (left.call().request().operation() instanceof Operation.Write) {
      left.call().answer(new Result.Written(new Outcome.Unknown(Outcome.Cause.DISCONNECTED)), null);
    } else {
      left.call().refuse(Result.Reason.DRAINING, "the replica stops");
    }
  }
}
