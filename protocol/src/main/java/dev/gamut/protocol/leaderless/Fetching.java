package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Convergence: tells the other homes what was seen here, and fetches what they have seen for a
/// while and this replica has not. One fetch is under way at a time, and the next begins when the
/// last is durable, so a replica that missed much takes it at its own pace.
final class Fetching {
  private final LeaderlessConfig config;
  private final Timers timers;
  private final Map<NodeId, Peer> peers = new TreeMap<>();
  private Frontier seen = Frontier.EMPTY;
  private Frontier common = Frontier.EMPTY;

  /// What was common when [#barrier] was drawn.
  private Frontier passed = Frontier.EMPTY;

  /// What anybody had seen when all had seen [#passed]: whatever is written after that is stamped
  /// later than everything in it.
  private Frontier barrier = Frontier.EMPTY;

  private @Nullable Fetch fetch;
  private final Ids ids;

  /// Another home.
  private static final class Peer {
    /// What it has told; grows only.
    Frontier seen = Frontier.EMPTY;

    boolean heard;

    /// What it had when this replica began to lack something of it; empty when it does not.
    Frontier lacked = Frontier.EMPTY;

    long lackedSinceNanos;

    Frontier told = Frontier.EMPTY;
    long toldNanos = Long.MIN_VALUE;
  }

  private record Fetch(long id, NodeId from, long untilNanos) {}

  Fetching(Homes homes, LeaderlessConfig config, Timers timers, Ids ids) {
    this.ids = ids;
    this.config = config;
    this.timers = timers;
    homes.others().forEach(home -> peers.put(home, new Peer()));
  }

  Frontier seen() {
    return seen;
  }

  void start(Frontier applied, Now now, List<LeaderlessEffect> effects) {
    seen = applied;
    if (!peers.isEmpty()) {
      exchange(now, effects);
    }
  }

  void seenMore(Frontier frontier, Now now, List<LeaderlessEffect> effects) {
    if (frontier.equals(seen)) {
      return;
    }
    seen = frontier;
    if (peers.isEmpty()) {
      common(effects);
    } else {
      timers.ensure(TimerKind.EXCHANGE, config.nextExchange(now.monotonicNanos()), effects);
    }
  }

  void frontierIs(NodeId from, Frontier frontier, Now now, List<LeaderlessEffect> effects) {
    Peer peer = peers.get(from);
    if (peer == null) {
      return;
    }
    peer.heard = true;
    peer.seen = peer.seen.join(frontier);
    note(peer, now);
    if (!peer.lacked.isEmpty()) {
      timers.ensure(TimerKind.EXCHANGE, config.nextExchange(now.monotonicNanos()), effects);
    }
    common(effects);
  }

  /// Begins to count how long something of a peer's is missing here.
  private void note(Peer peer, Now now) {
    if (peer.lacked.isEmpty()) {
      peer.lacked = peer.seen.minus(seen);
      peer.lackedSinceNanos = now.monotonicNanos();
    }
  }

  private void common(List<LeaderlessEffect> effects) {
    Frontier all = seen.bases();
    for (Peer peer : peers.values()) {
      if (!peer.heard) {
        return;
      }
      all = all.meet(peer.seen.bases());
    }
    if (!all.equals(common)) {
      common = all;
      effects.add(new LeaderlessEffect.Common(all));
      passBarrier(effects);
    }
  }

  /// A tombstone goes once everything is here that may have been written by somebody who had not
  /// seen it: a late write with an earlier stamp would win against nothing.
  private void passBarrier(List<LeaderlessEffect> effects) {
    if (!common.coversAll(barrier) && !Defect.COLLECT_TOMBSTONE_EARLY.isPlanted()) {
      return;
    }
    if (!passed.isEmpty()) {
      effects.add(new LeaderlessEffect.Collectable(passed));
    }
    passed = common;
    barrier = seen;
    for (Peer peer : peers.values()) {
      barrier = barrier.join(peer.seen);
    }
    if (common.coversAll(barrier) || Defect.COLLECT_TOMBSTONE_EARLY.isPlanted()) {
      effects.add(new LeaderlessEffect.Collectable(passed));
    }
  }

  void timerFired(Now now, List<LeaderlessEffect> effects) {
    exchange(now, effects);
  }

  private void exchange(Now now, List<LeaderlessEffect> effects) {
    boolean lacking = false;
    for (Map.Entry<NodeId, Peer> entry : peers.entrySet()) {
      Peer peer = entry.getValue();
      tell(entry.getKey(), peer, now, effects);
      peer.lacked = peer.lacked.minus(seen);
      note(peer, now);
      lacking |= !peer.lacked.isEmpty();
    }
    fetchIfDue(now, effects);
    long next = now.monotonicNanos() + config.idleExchangeNanos();
    timers.ensure(
        TimerKind.EXCHANGE,
        lacking || fetch != null ? config.nextExchange(now.monotonicNanos()) : next,
        effects);
  }

  private void tell(NodeId to, Peer peer, Now now, List<LeaderlessEffect> effects) {
    boolean idle =
        peer.toldNanos != Long.MIN_VALUE
            && now.monotonicNanos() - peer.toldNanos < config.idleExchangeNanos()
            && peer.told.equals(seen);
    if (!idle) {
      peer.told = seen;
      peer.toldNanos = now.monotonicNanos();
      effects.add(new LeaderlessEffect.Send(to, new LeaderlessMessage.FrontierIs(seen)));
    }
  }

  /// Asks the one that has most of what is missing for long enough.
  private void fetchIfDue(Now now, List<LeaderlessEffect> effects) {
    if (fetch != null && now.monotonicNanos() < fetch.untilNanos()) {
      return;
    }
    fetch = null;
    NodeId best = null;
    Frontier wanted = Frontier.EMPTY;
    for (Map.Entry<NodeId, Peer> entry : peers.entrySet()) {
      Peer peer = entry.getValue();
      boolean due = now.monotonicNanos() - peer.lackedSinceNanos >= config.exchangeNanos();
      if (due && peer.lacked.dotCount() > wanted.dotCount()) {
        best = entry.getKey();
        wanted = peer.lacked;
      }
    }
    if (best != null) {
      fetch(best, wanted, now, effects);
    }
  }

  private void fetch(NodeId from, Frontier wanted, Now now, List<LeaderlessEffect> effects) {
    long id = ids.next();
    fetch = new Fetch(id, from, now.monotonicNanos() + config.fetchTimeoutNanos());
    effects.add(
        new LeaderlessEffect.Send(
            from, new LeaderlessMessage.Fetch(id, wanted, config.fetchBytesMax())));
  }

  /// What was fetched arrived; it is merged, and then the next is fetched.
  void fetched(NodeId from, LeaderlessMessage.Fetched fetched, List<LeaderlessEffect> effects) {
    if (fetch == null || fetch.id() != fetched.id() || !fetch.from().equals(from)) {
      return;
    }
    if (!fetched.items().isEmpty()) {
      effects.add(
          new LeaderlessEffect.Log(
              new LogRecord.Merge(fetched.items()), new Purpose.Fetched(fetched.id())));
    }
  }

  void merged(long id, Now now, List<LeaderlessEffect> effects) {
    if (fetch == null || fetch.id() != id) {
      return;
    }
    NodeId from = fetch.from();
    fetch = null;
    Peer peer = peers.get(from);
    if (peer == null) {
      return;
    }
    peer.lacked = peer.lacked.minus(seen);
    if (peer.lacked.isEmpty()) {
      note(peer, now);
    } else {
      fetch(from, peer.lacked, now, effects);
    }
  }
}
