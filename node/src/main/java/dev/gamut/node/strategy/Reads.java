package dev.gamut.node.strategy;

import dev.gamut.base.Defect;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.raft.RaftEvent;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The linearizable reads that a leader has under way. All of a turn share one read index (Raft
/// dissertation §6.4): they wait for it to be confirmed, then for it to be applied.
final class Reads {
  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final Reader reader;
  private List<Call> arrived = new ArrayList<>();

  /// By read id; only looked up, and iterated only to refuse everything.
  private final Map<Long, List<Call>> asked = new HashMap<>();

  /// Confirmed, but not applied yet; indexes rise.
  private final ArrayDeque<Confirmed> confirmed = new ArrayDeque<>();

  private long lastId;

  private record Confirmed(long index, List<Call> calls) {}

  Reads(ReplicaHost host, PartitionDescriptor descriptor, Reader reader) {
    this.host = host;
    this.descriptor = descriptor;
    this.reader = reader;
  }

  void arrive(Call call) {
    arrived.add(call);
  }

  void serveNow(Call call, Operation.Read read, long applied) {
    reader.serve(call, read, new Reader.Given(Level.Kind.EVENTUAL, List.of(host.self()), applied));
  }

  void ask(Consumer<RaftEvent> step) {
    if (arrived.isEmpty()) {
      return;
    }
    asked.put(++lastId, arrived);
    arrived = new ArrayList<>();
    Probe probe = host.probe();
    if (probe != null) {
      probe.readAsked(descriptor.id(), lastId);
    }
    step.accept(new RaftEvent.ReadRequested(lastId));
  }

  void ready(long id, long index, long appliedIndex) {
    List<Call> calls = asked.remove(id);
    if (calls == null) {
      throw new IllegalStateException("read " + id + " is not asked for");
    }
    Probe probe = host.probe();
    if (probe != null) {
      probe.readConfirmed(descriptor.id(), id, index);
    }
    if (appliedIndex >= index || Defect.READ_BEFORE_APPLIED.isPlanted()) {
      serve(calls, appliedIndex);
    } else {
      confirmed.add(new Confirmed(index, calls));
    }
  }

  void applied(long appliedIndex) {
    while (!confirmed.isEmpty() && confirmed.getFirst().index() <= appliedIndex) {
      serve(confirmed.removeFirst().calls(), appliedIndex);
    }
  }

  private void serve(List<Call> calls, long position) {
    Reader.Given given = new Reader.Given(Level.Kind.LINEARIZABLE, descriptor.replicas(), position);
    for (Call call : calls) {
      switch (call.request().operation()) {
        case Operation.Read read -> reader.serve(call, read, given);
        case Operation.NewestCatalog(long known) ->
            call.answer(Result.CatalogIs.of(host.catalog(), known), null);
        default -> throw Invariant.unreachable("no read of a group: " + call.request());
      }
    }
  }

  void refused(long id, @Nullable NodeId leader) {
    List<Call> calls = asked.remove(id);
    if (calls != null) {
      calls.forEach(call -> call.answer(Refusals.notLeader(leader), null));
    }
  }

  void close() {
    arrived.forEach(Reads::refuseStopping);
    asked.values().forEach(calls -> calls.forEach(Reads::refuseStopping));
    confirmed.forEach(waiting -> waiting.calls().forEach(Reads::refuseStopping));
    arrived.clear();
    asked.clear();
    confirmed.clear();
  }

  private static void refuseStopping(Call call) {
    call.refuse(Result.Reason.DRAINING, "the replica stops");
  }
}
