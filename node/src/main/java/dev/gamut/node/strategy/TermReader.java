package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.protocol.raft.Entry;
import dev.gamut.protocol.raft.TermRun;
import java.util.ArrayList;
import java.util.List;

/// Reads a group's log in the journal once, to learn which terms its entries are of.
final class TermReader {
  private static final int LOAD_SIZE = 1 << 20;

  private final ReplicaHost host;
  private final List<TermRun> runs = new ArrayList<>();
  private long lastIndex;
  private HybridTime lastTime = HybridTime.ZERO;

  TermReader(ReplicaHost host) {
    this.host = host;
  }

  List<TermRun> runs() {
    return runs;
  }

  long lastIndex() {
    return lastIndex;
  }

  /// Of the last entry; 0 when there is none.
  long lastTerm() {
    return runs.isEmpty() ? 0 : runs.getLast().term();
  }

  HybridTime lastTime() {
    return lastTime;
  }

  /// @param lost called instead of `done` when an entry cannot be read
  void read(long from, long last, Runnable done, Runnable lost) {
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
          decode(from, records).forEach(this::take);
          read(from + records.size(), last, done, lost);
        });
  }

  private void take(Entry entry) {
    if (runs.isEmpty() || runs.getLast().term() != entry.term()) {
      runs.add(new TermRun(entry.index(), entry.term()));
    }
    lastIndex = entry.index();
    lastTime = entry.time();
  }

  /// The journal checked the records; what cannot be read was written wrong.
  static List<Entry> decode(long from, List<Bytes> records) {
    List<Entry> entries = new ArrayList<>(records.size());
    for (Bytes record : records) {
      try {
        Entry entry = Entry.read(new ByteReader(record));
        Invariant.check(
            entry.index() == from + entries.size(),
            "entry %d where %d should be",
            entry.index(),
            from + entries.size());
        entries.add(entry);
      } catch (MalformedException e) {
        throw new IllegalStateException("an entry in the journal cannot be read", e);
      }
    }
    return entries;
  }
}
