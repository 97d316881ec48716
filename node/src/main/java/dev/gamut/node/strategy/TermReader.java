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
import java.util.function.Consumer;

/// Learns which terms the entries of a group's log are of. Terms never fall along a log, so that
/// between two entries of one term there is no other: a few entries are read and not all, which a
/// node with hundreds of groups would wait for at every start. That every entry is there whole, the
/// journal has made sure of when it was opened.
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
    readOne(
        from,
        lost,
        first -> {
          take(first);
          readOne(
              last,
              lost,
              end ->
                  readBetween(
                      first,
                      end,
                      lost,
                      () -> {
                        lastIndex = end.index();
                        lastTime = end.time();
                        done.run();
                      }));
        });
  }

  /// Finds the runs that begin behind `low` and up to `high`, in their order.
  private void readBetween(Entry low, Entry high, Runnable lost, Runnable done) {
    if (low.term() == high.term()) {
      done.run();
    } else if (low.index() + 1 == high.index()) {
      take(high);
      done.run();
    } else {
      readOne(
          (low.index() + high.index()) >>> 1,
          lost,
          middle -> readBetween(low, middle, lost, () -> readBetween(middle, high, lost, done)));
    }
  }

  private void readOne(long index, Runnable lost, Consumer<Entry> found) {
    log.read(
        index,
        index + 1,
        ONE_ENTRY,
        records -> {
          if (records.isEmpty()) {
            lost.run();
          } else {
            found.accept(decode(index, records).getFirst());
          }
        });
  }

  private void take(Entry entry) {
    runs.add(new TermRun(entry.index(), entry.term()));
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
