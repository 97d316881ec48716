package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.leaderless.LogRecord;
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

  /// Keeps the dot log in its bound. A fallback's is never bounded: it has nothing else to know
  /// what it must hand over.
  void tend(long dotLogBytesMax, long written) {
    if (machine.rules().home()) {
      if (machine.dotLog().bound(dotLogBytesMax, host.logPressure(), written)) {
        sweep.due();
      }
      sweep.step();
    }
  }
}
