package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.protocol.raft.Entry;
import dev.gamut.protocol.raft.TermRun;
import dev.gamut.storage.journal.EpochRun;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Learns of which terms the entries of a group's log are, and of when its last one. The journal
/// read every entry when it was opened and noted the terms; only the last entry is read again. With
/// hundreds of groups a node would wait for more at every start.
final class TermReader {
  private static final int ONE_ENTRY = 1;

  private final Log log;
  private final List<TermRun> runs = new ArrayList<>();
  private long lastIndex;
  private HybridTime lastTime = HybridTime.ZERO;

  /// Reads entries back, as [ReplicaHost#readLog].
  interface Log {
    void read(long from, long toExclusive, int bytesMax, Consumer<List<Bytes>> answer);
  }

  TermReader(Log log) {
    this.log = log;
  }

  /// The term of an entry, for the journal; in both of the forms in which strategies write entries
  /// ([Entry] and [LogEntry]) it is the second number.
  static long termOf(Bytes entry) {
    try {
      ByteReader in = new ByteReader(entry);
      in.varint();
      return in.varint();
    } catch (MalformedException e) {
      throw new IllegalStateException("an entry in the journal cannot be read", e);
    }
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

  /// @param group null for one of which the journal holds nothing
  /// @param lost called instead of `done` when the last entry cannot be read
  void read(@Nullable RecoveredGroup group, Runnable done, Runnable lost) {
    if (group == null || group.firstIndex() > group.lastIndex()) {
      done.run();
      return;
    }
    long last = group.lastIndex();
    log.read(
        last,
        last + 1,
        ONE_ENTRY,
        records -> {
          if (records.isEmpty()) {
            lost.run();
          } else {
            take(group, decode(last, records).getFirst());
            done.run();
          }
        });
  }

  private void take(RecoveredGroup group, Entry last) {
    for (EpochRun run : group.epochs()) {
      Invariant.check(
          lastTerm() < run.epoch(),
          "entry %d is of term %d, the one before of %d",
          run.firstIndex(),
          run.epoch(),
          lastTerm());
      runs.add(new TermRun(run.firstIndex(), run.epoch()));
    }
    Invariant.check(
        lastTerm() == last.term(),
        "the last entry is of term %d, and the journal says %d",
        last.term(),
        lastTerm());
    lastIndex = last.index();
    lastTime = last.time();
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
