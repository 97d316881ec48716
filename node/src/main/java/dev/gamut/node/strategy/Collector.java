package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import java.util.function.Consumer;

/// Has a leaderless replica let go of what has done its work: a home of tombstones, a fallback of
/// all that homes have. Keys are found by the dot log, and those that this has forgotten by a sweep
/// through the items.
final class Collector {
  private final ReplicaHost host;
  private final LeaderlessMachine machine;
  private final int recordBytesMax;
  private final Consumer<LogRecord> log;
  private final Sweep sweep;

  /// @param recordBytesMax a record is no larger than what is handed over at a time
  Collector(
      ReplicaHost host,
      PartitionDescriptor descriptor,
      LeaderlessMachine machine,
      int recordBytesMax,
      Consumer<LogRecord> log) {
    this.host = host;
    this.machine = machine;
    this.recordBytesMax = recordBytesMax;
    this.log = log;
    this.sweep = new Sweep(host.store(), descriptor, this::collect);
  }

  void collectable(Frontier collectable) {
    sweep.collectable(collectable);
    collect(machine.dotLog().collect(collectable), collectable);
  }

  private void collect(List<Bytes> places, Frontier collectable) {
    int from = 0;
    int size = 0;
    for (int i = 0; i < places.size(); i++) {
      size += places.get(i).length() + 4;
      if (size >= recordBytesMax || i + 1 == places.size()) {
        log.accept(new LogRecord.Collect(places.subList(from, i + 1), collectable));
        from = i + 1;
        size = 0;
      }
    }
  }

  /// A fallback's dot log is all that it has to know what it must hand over, so it forgets nothing
  /// of it: at the bound it takes no more.
  boolean isFull() {
    return !machine.rules().home() && host.isDotLogFull();
  }

  /// Whether a caller's write was turned away because of that.
  boolean turnAway(Call call) {
    if (!isFull() || !(call.request().operation() instanceof Operation.Write)) {
      return false;
    }
    call.refuse(
        Result.Reason.READ_ONLY,
        host.self()
            + " stands in for replicas that are away, and can note no more of what they lack");
    return true;
  }

  /// Keeps a home's dot log in its bound.
  void tend(long written) {
    if (machine.rules().home()) {
      long bytesMax = host.dotLogBytesMax(machine.dotLog().sizeBytes());
      if (machine.dotLog().bound(bytesMax, host.logPressure(), written)) {
        sweep.due();
      }
      sweep.step();
    }
  }
}
