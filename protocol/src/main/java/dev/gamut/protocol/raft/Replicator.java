package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.protocol.raft.FollowerStatus.Stage;
import dev.gamut.protocol.raft.RaftMessage.Append;
import java.util.List;

/// Feeds followers with the leader's log, from memory, from the journal, or with a snapshot.
final class Replicator {
  private final RaftState state;
  private final SnapshotSender snapshots;
  private final ReadRounds rounds;

  Replicator(RaftState state, SnapshotSender snapshots, ReadRounds rounds) {
    this.state = state;
    this.snapshots = snapshots;
    this.rounds = rounds;
  }

  /// Sends what may be sent now.
  void feed(Progress follower) {
    switch (follower.stage) {
      case PROBE -> probe(follower);
      case REPLICATE -> stream(follower);
      case SNAPSHOT -> {}
    }
  }

  /// Nothing that was sent lately counts as sent.
  void startOver(Progress follower) {
    follower.probeFrom(follower.matchIndex + 1);
    feed(follower);
  }

  void loaded(Progress follower, long from, List<Entry> entries) {
    if (follower.loadingFrom != from) {
      return;
    }
    follower.loadingFrom = 0;
    if (follower.stage == Stage.SNAPSHOT) {
      return;
    }
    if (entries.isEmpty()) {
      snapshots.begin(follower);
      return;
    }
    if (follower.nextIndex == from && isOurs(from, entries)) {
      send(follower, entries, bytesOf(entries));
    }
    feed(follower);
  }

  private void probe(Progress follower) {
    if (follower.probing || follower.loadingFrom != 0) {
      return;
    }
    if (follower.nextIndex > state.log.lastIndex()) {
      send(follower, Entries.NONE, 0);
    } else {
      sendNext(follower);
    }
  }

  private void stream(Progress follower) {
    while (follower.stage == Stage.REPLICATE
        && follower.loadingFrom == 0
        && follower.nextIndex <= state.log.lastIndex()
        && !follower.isFull(state.config)) {
      sendNext(follower);
    }
  }

  private void sendNext(Progress follower) {
    long next = follower.nextIndex;
    if (next <= state.log.baseIndex()) {
      snapshots.begin(follower);
    } else if (next < state.log.cachedFrom()) {
      follower.loadingFrom = next;
      long to = state.log.cachedFrom();
      state.effects.add(new RaftEffect.LoadEntries(next, to, state.config.appendBytesMax()));
    } else {
      long end = state.log.lastIndex() + 1;
      Entries entries = state.log.slice(next, end, state.config.appendBytesMax());
      send(follower, entries, entries.bytes());
    }
  }

  private void send(Progress follower, List<Entry> entries, long bytes) {
    long prev = follower.nextIndex - 1;
    if (prev < state.log.baseIndex()) {
      snapshots.begin(follower);
      return;
    }
    long round = rounds.latest();
    HybridTime closed = rounds.closedTime();
    long prevTerm = state.log.termAt(prev);
    state.send(
        follower.node,
        new Append(state.term, prev, prevTerm, state.commit, round, closed, entries));
    follower.sent(prev + entries.size(), state.nowNanos());
    if (follower.stage == Stage.PROBE) {
      follower.probing = true;
    } else if (!entries.isEmpty()) {
      follower.nextIndex = prev + entries.size() + 1;
      follower.inflight.add(follower.nextIndex - 1, bytes);
    }
  }

  /// Whether the journal's answer is of this log: it may have been asked of an earlier one.
  private boolean isOurs(long from, List<Entry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      Invariant.check(entry.index() == from + i, "the journal has a gap at %d", from + i);
      if (!state.log.has(entry.index(), entry.term())) {
        return false;
      }
    }
    return true;
  }

  private static long bytesOf(List<Entry> entries) {
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      bytes += entries.get(i).sizeBytes();
    }
    return bytes;
  }
}
