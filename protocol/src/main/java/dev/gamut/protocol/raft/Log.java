package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;

/// The log as a replica sees it: the terms of all its entries, and the newest entries themselves.
/// What is durable of it, [Durability] knows.
final class Log {
  private final TermRuns runs = new TermRuns();
  private final EntryCache cache;
  private final long cachedBytesMax;

  /// The log begins after this index, of this term.
  private long baseIndex;

  private long baseTerm;
  private long lastIndex;
  private long lastTerm;

  /// At least the time of every entry that was ever in this log, so that a leader's next stamp
  /// rises whatever was truncated.
  private HybridTime lastTime;

  /// The slice made last: followers in step with each other are sent the same one.
  private Entries sliced = Entries.NONE;

  private long slicedFrom;
  private long slicedTo;
  private long slicedBytesMax;

  Log(Start start) {
    cachedBytesMax = start.config().cachedBytesMax();
    baseIndex = start.snapshot().index();
    baseTerm = start.snapshot().term();
    for (TermRun run : start.terms()) {
      runs.append(run.firstIndex(), run.term());
    }
    lastIndex = start.lastIndex();
    lastTerm = runs.isEmpty() ? baseTerm : runs.termAt(lastIndex);
    lastTime = start.lastTime();
    cache = new EntryCache(lastIndex + 1);
  }

  long baseIndex() {
    return baseIndex;
  }

  long lastIndex() {
    return lastIndex;
  }

  long lastTerm() {
    return lastTerm;
  }

  HybridTime lastTime() {
    return lastTime;
  }

  /// The first index whose entry is in memory.
  long cachedFrom() {
    return cache.first();
  }

  long cachedBytes() {
    return cache.bytes();
  }

  /// The term of the entry at an index from `baseIndex` to `lastIndex`.
  long termAt(long index) {
    return index == lastIndex ? lastTerm : index == baseIndex ? baseTerm : runs.termAt(index);
  }

  boolean has(long index, long term) {
    return index >= baseIndex && index <= lastIndex && termAt(index) == term;
  }

  SnapshotPoint end() {
    return new SnapshotPoint(lastIndex, lastTerm, lastTime);
  }

  void append(Entry entry) {
    assert cache.isEmpty() || cache.get(lastIndex).time().compareTo(entry.time()) < 0
        : "time does not rise at " + entry.index();
    cache.append(entry);
    runs.append(entry.index(), entry.term());
    lastIndex = entry.index();
    lastTerm = entry.term();
    if (entry.time().compareTo(lastTime) > 0) {
      lastTime = entry.time();
    }
  }

  void truncateFrom(long index) {
    Invariant.check(index > baseIndex, "truncation at %d, base at %d", index, baseIndex);
    cache.truncateFrom(index);
    runs.truncateFrom(index);
    lastIndex = index - 1;
    lastTerm = runs.isEmpty() ? baseTerm : runs.termAt(lastIndex);
    sliced = Entries.NONE;
  }

  void compact(long index) {
    baseTerm = termAt(index);
    cache.dropUpTo(index);
    runs.dropUpTo(index, lastIndex);
    baseIndex = index;
    sliced = Entries.NONE;
  }

  /// Starts over behind a snapshot.
  void reset(SnapshotPoint point) {
    baseIndex = point.index();
    baseTerm = point.term();
    lastIndex = baseIndex;
    lastTerm = baseTerm;
    runs.truncateFrom(0);
    cache.reset(lastIndex + 1);
    sliced = Entries.NONE;
    if (point.time().compareTo(lastTime) > 0) {
      lastTime = point.time();
    }
  }

  /// Makes room. What is not durable stays; what nobody waits for any more goes, and of the rest,
  /// which can be read back from the journal, what is too much.
  ///
  /// @param settled no follower that keeps up, and no state machine, needs entries up to it
  void trim(long durableIndex, long settled) {
    while (!cache.isEmpty()
        && cache.first() <= durableIndex
        && (cache.first() <= settled || cache.bytes() > cachedBytesMax)) {
      cache.dropFirst();
    }
  }

  /// Entries from `from`, which must be cached, as many as fit, at least one.
  Entries slice(long from, long toExclusive, long bytesMax) {
    boolean same = slicedFrom == from && slicedTo == toExclusive && slicedBytesMax == bytesMax;
    if (!same || sliced.isEmpty()) {
      sliced = cache.slice(from, toExclusive, bytesMax);
      slicedFrom = from;
      slicedTo = toExclusive;
      slicedBytesMax = bytesMax;
    }
    return sliced;
  }

  /// The largest index up to `index` whose term is at most `term`: no later one can be in a log
  /// whose entry at `index` is of that term. One below the base when none of ours can (so that the
  /// answer is a matter of snapshots).
  long lastIndexUpToTerm(long index, long term) {
    long candidate = Math.min(index, lastIndex);
    while (candidate > baseIndex) {
      if (runs.termAt(candidate) <= term) {
        return candidate;
      }
      candidate = runs.firstOfRun(candidate) - 1;
    }
    return candidate == baseIndex && baseTerm <= term
        ? baseIndex
        : Math.min(candidate, baseIndex - 1);
  }
}
