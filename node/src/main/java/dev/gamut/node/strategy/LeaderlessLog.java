package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.PartitionId;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// The log of one home of a leaderless partition: its own, which nobody else sees. What is appended
/// in a turn is durable as one batch, then applied, and then whoever appended it goes on.
final class LeaderlessLog {
  private final ReplicaHost host;
  private final LeaderlessMachine machine;
  private final Applier applier;
  private final Runnable recovered;

  /// What is to be done once each entry of this process is applied, in the order of the log.
  private final ArrayDeque<LongConsumer> waiting = new ArrayDeque<>();

  private final long recoveredIndex;
  private List<LogEntry> turn = new ArrayList<>();
  private long lastIndex;
  private HybridTime lastTime;
  private long firstIndex;
  private boolean closed;

  /// What a log begins with.
  ///
  /// @param applied what the machine has loaded
  /// @param unapplied entries behind that
  record Start(Position applied, List<LogEntry> unapplied, long firstIndex) {}

  /// @param recovered called once everything is applied that the last process had appended, perhaps
  ///   never before [#begin]
  LeaderlessLog(
      ReplicaHost host,
      LeaderlessMachine machine,
      PartitionId partition,
      Start start,
      Runnable recovered) {
    this.host = host;
    this.machine = machine;
    this.recovered = recovered;
    this.applier = new Applier(host.store(), machine, partition, start.applied(), this::applied);
    LogEntry last = start.unapplied().isEmpty() ? null : start.unapplied().getLast();
    lastIndex = last == null ? start.applied().index() : last.index();
    lastTime = last == null ? start.applied().time() : last.time();
    recoveredIndex = lastIndex;
    firstIndex = start.firstIndex();
    turn.addAll(start.unapplied());
    Probe probe = host.probe();
    if (probe != null) {
      machine.watch(
          minted -> probe.minted(partition, minted.place(), minted.sibling(), minted.context()));
    }
  }

  /// Applies what the last process left.
  void begin() {
    List<LogEntry> left = turn;
    turn = new ArrayList<>();
    if (left.isEmpty()) {
      recovered.run();
    } else {
      applier.add(left);
    }
  }

  /// Whether all that was appended is applied.
  boolean isIdle() {
    return waiting.isEmpty();
  }

  /// Runs a task once all is applied that has been appended so far.
  void onceApplied(Runnable task) {
    if (waiting.isEmpty()) {
      task.run();
      return;
    }
    LongConsumer last = waiting.removeLast();
    waiting.add(
        index -> {
          last.accept(index);
          task.run();
        });
  }

  /// The last entry whose changes are in the store.
  long writtenIndex() {
    return applier.position().index();
  }

  /// @param then called with the entry's index when it is durable and applied
  void append(Bytes record, HybridTime stamp, LongConsumer then) {
    lastTime = stamp.compareTo(lastTime) > 0 ? stamp : lastTime;
    LogEntry entry = new LogEntry(++lastIndex, 1, lastTime, record);
    host.logEntry(entry.index(), entry.encode());
    waiting.add(then);
    turn.add(entry);
    host.touch();
  }

  void endTurn() {
    List<LogEntry> entries = turn;
    turn = new ArrayList<>();
    if (Defect.COUNT_ITSELF_BEFORE_DURABLE.isPlanted()) {
      applier.add(entries);
      return;
    }
    host.onceDurable(
        () -> {
          if (!closed) {
            applier.add(entries);
          }
        });
  }

  private void applied(List<Applier.Applied> entries) {
    for (Applier.Applied one : entries) {
      long index = one.entry().index();
      if (index > recoveredIndex) {
        waiting.remove().accept(index);
      } else {
        machine.takeMinted(index);
        machine.acceptor().take(index);
        if (index == recoveredIndex) {
          recovered.run();
        }
      }
    }
  }

  /// Lets go of entries that are in the store for good and that nobody needs.
  ///
  /// @param needed the first that somebody needs
  void tend(long needed) {
    long first = Math.min(applier.flushed().index() + 1, needed);
    if (first > firstIndex) {
      firstIndex = first;
      host.logStart(first);
    }
  }

  void close() {
    closed = true;
    applier.close();
  }
}
