package dev.gamut.simulation.cluster;

import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.strategy.Probe;
import java.util.Arrays;
import java.util.List;

/// The terms of one replica's log, as the simulator saw them go by: by index, whatever the replica
/// itself has compacted meanwhile.
final class MirroredLog {
  private static final long NONE = -1;
  private static final long SETTLE_NANOS = 2_000_000_000L;

  private long[] terms = {0};

  /// Nothing is known below: the log began behind a snapshot.
  private long base;

  private long last;

  /// The last entry that was there a while ago.
  private long settled;

  private long settling;
  private long settlingSince;

  MirroredLog copy() {
    MirroredLog copy = new MirroredLog();
    copy.terms = terms.clone();
    copy.base = base;
    copy.last = last;
    return copy;
  }

  /// The last entry that was there a while ago, and has not been replaced since.
  long settled() {
    return settled;
  }

  /// Time goes by: what has been there for two seconds is settled.
  void look(long nowNanos) {
    if (nowNanos - settlingSince > SETTLE_NANOS) {
      settled = settling;
      settling = last;
      settlingSince = nowNanos;
    }
  }

  long last() {
    return last;
  }

  /// The term of an entry: 0 at index 0, negative where nothing is known or there.
  long term(long index) {
    return index > last || index < base ? NONE : terms[(int) index];
  }

  /// Whether the replica has the entry, be it in a snapshot.
  boolean holds(long index, long term) {
    return index < base || term(index) == term;
  }

  /// Appends an entry, in place of everything from its index on.
  void append(LogEntry entry) {
    set(entry.index(), entry.term());
  }

  void append(List<LogEntry> entries) {
    entries.forEach(this::append);
  }

  private void set(long index, long term) {
    if (index >= terms.length) {
      terms = Arrays.copyOf(terms, Math.max((int) index + 1, terms.length * 2));
    }
    for (long gap = last + 1; gap < index; gap++) {
      terms[(int) gap] = NONE;
    }
    terms[(int) index] = term;
    last = index;
    settled = Math.min(settled, index);
    settling = Math.min(settling, index);
  }

  /// The log begins behind this index.
  void restart(long index, long term) {
    last = Math.min(last, index);
    settled = Math.min(settled, index);
    settling = Math.min(settling, index);
    set(index, term);
    base = index;
  }

  /// The log is what a replica starts with.
  void restart(Probe.Found found) {
    List<Probe.Run> runs = found.runs();
    last = 0;
    restart(runs.getFirst().firstIndex(), runs.getFirst().term());
    for (int run = 1; run < runs.size(); run++) {
      long end = run + 1 < runs.size() ? runs.get(run + 1).firstIndex() - 1 : found.lastIndex();
      for (long index = runs.get(run).firstIndex(); index <= end; index++) {
        set(index, runs.get(run).term());
      }
    }
  }
}
