package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.Command;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.Position;
import dev.gamut.wire.NodeStatus;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Strategy `local`: one replica and no agreement. A write is durable in this node's journal before
/// it is applied and answered, so a read that follows sees it; it is lost with the node. The floor
/// under every other strategy's cost.
public final class LocalReplica implements Replica {
  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final Applier applier;
  private final Reader reader;
  private final ArrayDeque<Call> arrived = new ArrayDeque<>();
  private final Map<Long, Call> unanswered = new HashMap<>();
  private final List<Call> earlyReads = new ArrayList<>();
  private final long recoveredIndex;
  private long lastIndex;
  private HybridTime lastTime;
  private long firstIndex;
  private boolean closed;

  /// @param recovered entries of the journal behind the applied position
  public LocalReplica(
      ReplicaHost host,
      PartitionDescriptor descriptor,
      Machine machine,
      Position applied,
      List<LogEntry> recovered) {
    this.host = host;
    this.descriptor = descriptor;
    this.reader = new Reader(host, descriptor);
    this.applier =
        new Applier(host.store(), machine, descriptor.id(), applied, this::answerApplied);
    LogEntry last = recovered.isEmpty() ? null : recovered.getLast();
    lastIndex = last == null ? applied.index() : last.index();
    lastTime = last == null ? applied.time() : last.time();
    recoveredIndex = lastIndex;
    firstIndex = applied.index() + 1;
    applier.add(recovered);
  }

  @Override
  public PartitionDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public void handle(Call call) {
    switch (call.request().operation()) {
      case Operation.Read read -> {
        if (applier.position().index() < recoveredIndex
            && !Defect.READ_BEFORE_RECOVERED.isPlanted()) {
          earlyReads.add(call);
        } else {
          serve(call, read);
        }
      }
      case Operation.Write _ -> {
        arrived.add(call);
        host.touch();
      }
      case Operation.CatalogChange _, Operation.NodeRead _, Operation.NewestCatalog _ ->
          call.refuse(Result.Reason.BAD_REQUEST, "not an operation on items");
    }
  }

  private void serve(Call call, Operation.Read read) {
    reader.serve(
        call,
        read,
        new Reader.Given(
            Level.Kind.LINEARIZABLE, List.of(host.self()), applier.position().index()));
  }

  @Override
  public void endTurn() {
    List<LogEntry> entries = new ArrayList<>(arrived.size());
    while (!arrived.isEmpty()) {
      Call call = arrived.poll();
      Command command =
          new Command(
              descriptor.epoch(),
              call.request().envelope().operation(),
              call.request().operation());
      lastTime = lastTime.next(host.wallMillis());
      LogEntry entry = new LogEntry(++lastIndex, 1, lastTime, command.encode());
      unanswered.put(entry.index(), call);
      host.logEntry(entry.index(), entry.encode());
      entries.add(entry);
    }
    host.onceDurable(
        () -> {
          if (!closed) {
            applier.add(entries);
          }
        });
  }

  private void answerApplied(List<Applier.Applied> entries) {
    serveEarlyReads();
    for (Applier.Applied applied : entries) {
      Call call = unanswered.remove(applied.entry().index());
      if (call != null) {
        call.answer(
            applied.result(),
            reader.receipt(
                call,
                new Reader.Given(
                    Level.Kind.LINEARIZABLE, List.of(host.self()), applied.entry().index()),
                applied.result()));
      }
    }
  }

  /// What the last process acknowledged is read by nobody before it is applied again.
  private void serveEarlyReads() {
    if (!earlyReads.isEmpty() && applier.position().index() >= recoveredIndex) {
      List<Call> now = List.copyOf(earlyReads);
      earlyReads.clear();
      for (Call call : now) {
        if (call.request().operation() instanceof Operation.Read read) {
          serve(call, read);
        }
      }
    }
  }

  @Override
  public void receive(NodeId from, ByteReader message) throws MalformedException {
    throw new MalformedException("a local replica has nobody to hear from, yet " + from + " sent");
  }

  @Override
  public void tend() {
    long flushed = applier.flushed().index();
    if (flushed >= firstIndex) {
      firstIndex = flushed + 1;
      host.logStart(firstIndex);
    }
  }

  @Override
  public NodeStatus.ReplicaStatus status() {
    return new NodeStatus.ReplicaStatus(
        descriptor.id(),
        descriptor.table(),
        "alone",
        1,
        host.self(),
        applier.position().index(),
        lastIndex,
        lastIndex,
        0);
  }

  @Override
  public List<Level.Kind> levelsOffered() {
    return List.of(Level.Kind.LINEARIZABLE, Level.Kind.EVENTUAL);
  }

  @Override
  public void close() {
    closed = true;
    applier.close();
    arrived.forEach(call -> call.refuse(Result.Reason.DRAINING, "the replica stops"));
    earlyReads.forEach(call -> call.refuse(Result.Reason.DRAINING, "the replica stops"));
    unanswered.clear();
  }
}
