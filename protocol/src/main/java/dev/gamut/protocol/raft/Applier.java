package dev.gamut.protocol.raft;

import dev.gamut.base.Defect;
import dev.gamut.base.Invariant;
import java.util.List;

/// Hands committed entries to the node, each once and in order, no more at a time than the node is
/// allowed to have before it. What is not durable here is not applied here, even when others have
/// committed it: the store must never be ahead of its own journal.
final class Applier {
  private static final long NOTHING = Long.MAX_VALUE;

  private final RaftState state;

  /// Entries given to the node and not yet applied by it.
  private final Outstanding given = new Outstanding();

  /// The last index given.
  private long emitted;

  private long applied;

  /// The first index asked of the journal, 0 when none is.
  private long loadingFrom;

  /// What is committed up to here need not gather any more.
  private long ripe;

  /// Since when something committed has gathered; [#NOTHING] when nothing has.
  private long gatheringNanos = NOTHING;

  Applier(RaftState state, long applied) {
    this.state = state;
    this.emitted = applied;
    this.applied = applied;
  }

  long applied() {
    return applied;
  }

  /// The last index handed to the node.
  long given() {
    return emitted;
  }

  /// For a follower, for which nobody waits: lets entries gather, since a state machine that was
  /// left alone for milliseconds has to be fetched from cold memory for one as for many.
  void runOnceMuch() {
    long limit = limit();
    if (limit == emitted) {
      return;
    }
    gatheringNanos = Math.min(gatheringNanos, state.nowNanos());
    boolean isMuch =
        limit - emitted >= state.config.gatheredEntriesMax()
            || state.log.cachedBytes() > state.config.cachedBytesMax() / 2;
    boolean isOld = state.nowNanos() - gatheringNanos >= state.config.commitNoticeNanos();
    if (isMuch || isOld || emitted < ripe) {
      run();
    }
  }

  /// The leader has nothing to add for now to what is committed.
  void runAll() {
    ripe = state.commit;
    run();
  }

  void run() {
    gatheringNanos = NOTHING;
    long limit = limit();
    while (emitted < limit && given.bytes() < state.config.applyBytesMax() && loadingFrom == 0) {
      long next = emitted + 1;
      if (next < state.log.cachedFrom()) {
        load(next, limit);
        return;
      }
      Entries entries = state.log.slice(next, limit + 1, state.config.appendBytesMax());
      give(entries, entries.bytes());
    }
  }

  void loaded(long from, List<Entry> entries) {
    if (from != loadingFrom || state.installing) {
      return;
    }
    loadingFrom = 0;
    Invariant.check(!entries.isEmpty(), "the journal lacks entry %d, which is not applied", from);
    int count = (int) Math.min(entries.size(), limit() - emitted);
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      Entry entry = entries.get(i);
      Invariant.check(
          entry.index() == from + i && state.log.has(entry.index(), entry.term()),
          "the journal gave entry %d for %d",
          entry.index(),
          from + i);
      bytes += entry.sizeBytes();
    }
    give(count == entries.size() ? entries : entries.subList(0, count), bytes);
    run();
  }

  void applied(long index) {
    if (index > applied) {
      Invariant.check(index <= emitted, "applied %d, given up to %d", index, emitted);
      applied = index;
      given.releaseUpTo(index);
      state.closed.applied(index);
    }
    run();
  }

  /// The node's state is that of a snapshot.
  void reset(long index) {
    emitted = index;
    applied = index;
    loadingFrom = 0;
    given.clear();
    state.closed.reset();
  }

  private long limit() {
    if (state.installing) {
      return emitted;
    }
    long durable =
        Defect.APPLY_BEFORE_DURABLE.isPlanted()
            ? state.log.lastIndex()
            : state.durability.durableIndex();
    return Math.min(state.commit, durable);
  }

  private void load(long from, long limit) {
    loadingFrom = from;
    long to = Math.min(state.log.cachedFrom(), limit + 1);
    state.effects.add(new RaftEffect.LoadEntries(from, to, state.config.appendBytesMax()));
  }

  private void give(List<Entry> entries, long bytes) {
    emitted += entries.size();
    given.add(emitted, bytes);
    state.effects.add(new RaftEffect.Apply(entries));
  }
}
