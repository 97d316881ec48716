package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Convergence: tells the others what was seen here, and a home fetches what they have seen for a
/// while and it has not. One fetch is under way at a time, and the next begins when the last is
/// durable, so a replica that missed much takes it at its own pace. A fallback fetches nothing, and
/// forgets what every home has.
final class Fetching {
  private final Homes homes;
  private final LeaderlessConfig config;
  private final Stamps stamps;
  private final Presence presence;
  private final Timers timers;
  private final Map<NodeId, Peer> peers = new TreeMap<>();
  private Frontier seen = Frontier.EMPTY;
  private Frontier common = Frontier.EMPTY;

  private final Barrier barrier;

  /// Of a fallback: earlier than whatever it will stamp, durably.
  private HybridTime floor = HybridTime.ZERO;

  private @Nullable Fetch fetch;
  private final Ids ids;

  /// Another home, or to a home a fallback.
  private static final class Peer {
    final boolean home;

    /// What it has told; grows only.
    Frontier seen = Frontier.EMPTY;

    boolean heard;

    /// What it had when this replica began to lack something of it; empty when it does not.
    Frontier lacked = Frontier.EMPTY;

    long lackedSinceNanos;

    Frontier told = Frontier.EMPTY;
    HybridTime toldFloor = HybridTime.ZERO;
    long toldNanos = Long.MIN_VALUE;

    Peer(boolean home) {
      this.home = home;
    }
  }

  private record Fetch(long id, NodeId from, long untilNanos) {}

  Fetching(Leaderless.Start start, Timers timers, Ids ids, Stamps stamps, Presence presence) {
    this.ids = ids;
    this.homes = start.homes();
    this.config = start.config();
    this.timers = timers;
    this.stamps = stamps;
    this.presence = presence;
    this.floor = start.time();
    this.barrier = new Barrier(homes.isHome() ? homes.fallbacks() : List.of());
    homes.others().forEach(home -> peers.put(home, new Peer(true)));
    if (homes.isHome()) {
      homes.fallbacks().forEach(fallback -> peers.put(fallback, new Peer(false)));
    }
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
    if (homes.isHome() && homes.others().isEmpty()) {
      common(effects);
    }
    if (!peers.isEmpty()) {
      timers.ensure(TimerKind.EXCHANGE, config.nextExchange(now.monotonicNanos()), effects);
    }
  }

  void frontierIs(
      NodeId from, LeaderlessMessage.FrontierIs told, Now now, List<LeaderlessEffect> effects) {
    Peer peer = peers.get(from);
    if (peer == null) {
      return;
    }
    peer.heard = true;
    peer.seen = peer.seen.join(told.frontier());
    if (!homes.isHome()) {
      state(told.floor(), now, effects);
      common(effects);
      return;
    }
    if (!peer.home) {
      barrier.stated(from, told.floor(), peer.seen);
    }
    note(peer, now);
    if (!peer.lacked.isEmpty()) {
      timers.ensure(TimerKind.EXCHANGE, config.nextExchange(now.monotonicNanos()), effects);
    }
    common(effects);
  }

  /// A fallback never sees the deletes of homes. That it stamps nothing earlier than them any more
  /// it must be told, and state, and keep to when it is restarted.
  private void state(HybridTime time, Now now, List<LeaderlessEffect> effects) {
    if (time.compareTo(floor) > 0 && stamps.aheadMillis(time, now) <= 0) {
      stamps.adopt(time);
      effects.add(new LeaderlessEffect.Log(new LogRecord.Floor(time), new Purpose.Floor(time)));
    }
  }

  /// What a fallback stated is durable.
  void stated(HybridTime time, Now now, List<LeaderlessEffect> effects) {
    floor = time.compareTo(floor) > 0 ? time : floor;
    timers.ensure(TimerKind.EXCHANGE, config.nextExchange(now.monotonicNanos()), effects);
  }

  /// Begins to count how long something of a peer's is missing here.
  private void note(Peer peer, Now now) {
    if (peer.lacked.isEmpty()) {
      peer.lacked = peer.seen.minus(seen);
      peer.lackedSinceNanos = now.monotonicNanos();
    }
  }

  private void common(List<LeaderlessEffect> effects) {
    Frontier all = homes.isHome() ? seen.bases() : null;
    for (Peer peer : peers.values()) {
      if (!peer.home) {
        continue;
      }
      if (!peer.heard) {
        return;
      }
      all = all == null ? peer.seen : all.meet(homes.isHome() ? peer.seen.bases() : peer.seen);
    }
    if (all == null) {
      return;
    }
    if (!homes.isHome()) {
      boolean early = Defect.FORGET_BEFORE_HANDED_OVER.isPlanted();
      effects.add(new LeaderlessEffect.Collectable(early ? seen : all));
      return;
    }
    if (!all.equals(common)) {
      common = all;
      effects.add(new LeaderlessEffect.Common(all));
    }
    if (barrier.pass(common, everything(), stamps.last())) {
      effects.add(new LeaderlessEffect.Collectable(barrier.passed()));
    }
  }

  private Frontier everything() {
    Frontier all = seen;
    for (Peer peer : peers.values()) {
      all = all.join(peer.seen);
    }
    return all;
  }

  void timerFired(Now now, List<LeaderlessEffect> effects) {
    exchange(now, effects);
  }

  private void exchange(Now now, List<LeaderlessEffect> effects) {
    boolean lacking = false;
    for (Map.Entry<NodeId, Peer> entry : peers.entrySet()) {
      Peer peer = entry.getValue();
      tell(entry.getKey(), peer, now, effects);
      if (homes.isHome()) {
        peer.lacked = peer.lacked.minus(seen);
        note(peer, now);
      }
      lacking |= !peer.lacked.isEmpty();
    }
    if (homes.isHome()) {
      fetchIfDue(now, effects);
    }
    long next = now.monotonicNanos() + config.idleExchangeNanos();
    timers.ensure(
        TimerKind.EXCHANGE,
        lacking || fetch != null ? config.nextExchange(now.monotonicNanos()) : next,
        effects);
  }

  private void tell(NodeId to, Peer peer, Now now, List<LeaderlessEffect> effects) {
    HybridTime stated = floorFor(peer);
    boolean idle =
        peer.toldNanos != Long.MIN_VALUE
            && now.monotonicNanos() - peer.toldNanos < config.idleExchangeNanos()
            && peer.told.equals(seen)
            && peer.toldFloor.equals(stated);
    if (!idle) {
      peer.told = seen;
      peer.toldFloor = stated;
      peer.toldNanos = now.monotonicNanos();
      effects.add(new LeaderlessEffect.Send(to, new LeaderlessMessage.FrontierIs(seen, stated)));
    }
  }

  private HybridTime floorFor(Peer peer) {
    if (!homes.isHome()) {
      return floor;
    }
    return peer.home ? HybridTime.ZERO : stamps.last();
  }

  /// Asks the one that has most of what is missing for long enough.
  private void fetchIfDue(Now now, List<LeaderlessEffect> effects) {
    if (fetch != null && now.monotonicNanos() < fetch.untilNanos()) {
      return;
    }
    if (fetch != null) {
      presence.silent(fetch.from());
    }
    fetch = null;
    NodeId best = null;
    Frontier wanted = Frontier.EMPTY;
    for (Map.Entry<NodeId, Peer> entry : peers.entrySet()) {
      Peer peer = entry.getValue();
      boolean due = now.monotonicNanos() - peer.lackedSinceNanos >= config.exchangeNanos();
      boolean better =
          best == null
              || (presence.isAway(best) && !presence.isAway(entry.getKey()))
              || (presence.isAway(best) == presence.isAway(entry.getKey())
                  && peer.lacked.dotCount() > wanted.dotCount());
      if (due && !peer.lacked.isEmpty() && better) {
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
