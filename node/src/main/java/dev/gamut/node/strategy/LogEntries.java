package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.node.machine.LogEntry;
import java.util.function.Consumer;

/// Reads the log of a strategy that keeps plain entries in the journal ([LogEntry#encode]), from
/// its start to its end.
final class LogEntries {
  private static final int LOAD_SIZE = 1 << 20;

  private final ReplicaHost host;
  private final long last;
  private final Consumer<LogEntry> sink;

  /// @param last the last entry to read
  /// @param sink takes them in their order
  LogEntries(ReplicaHost host, long last, Consumer<LogEntry> sink) {
    this.host = host;
    this.last = last;
    this.sink = sink;
  }

  /// @param lost called instead of `done` when entries that should be there are not
  void read(long from, Runnable done, Runnable lost) {
    if (from > last) {
      done.run();
      return;
    }
    host.readLog(
        from,
        last + 1,
        LOAD_SIZE,
        records -> {
          if (records.isEmpty()) {
            lost.run();
            return;
          }
          long index = from;
          for (Bytes record : records) {
            sink.accept(decode(index++, record));
          }
          read(index, done, lost);
        });
  }

  private static LogEntry decode(long index, Bytes record) {
    try {
      return LogEntry.decode(index, record);
    } catch (MalformedException e) {
      throw new IllegalStateException("entry " + index + " cannot be read", e);
    }
  }
}
