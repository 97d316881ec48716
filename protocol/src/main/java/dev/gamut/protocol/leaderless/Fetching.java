package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Convergence: tells the others what was seen here, and knows what they have seen, and so what is
/// common. A home fetches what it lacks ([Catching]); a fallback fetches nothing, and forgets what
/// every home has.
public final class Fetching {
  /// What is missing for more exchanges than these is not just under way.
  private static final int APART_EXCHANGES = 4;

  private final Homes homes;
  private final LeaderlessConfig config;
  private final Stamps stamps;
  private final Timers timers;
  private final Map<NodeId, Peer> peers = new TreeMap<>();
  private Frontier seen = Frontier.EMPTY;
  private Frontier common = Frontier.EMPTY;
  private final Ids ids;
  private final Presence presence;
  private Barrier barrier;
  private boolean moved;

  /// Earlier than whatever a fallback will stamp, durably.
  private HybridTime floor = HybridTime.ZERO;

  private Catching catching;

  Fetching(LeaderlessStart start, Timers timers, Ids ids, Stamps stamps, Presence presence) {
    this.homes = start.homes();
    this.config = start.config();
    this.timers = timers;
    this.stamps = stamps;
    this.floor = start.time();
    this.ids = ids;
    this.presence = presence;
    meetPeers();
    this.barrier = newBarrier();
    this.catching = new Catching(homes, config, ids, presence, peers);
  }

  private Barrier newBarrier() {
    return new Barrier(homes.isHome() ? homes.fallbacks() : List.of());
  }

  /// Whoever has seen something that this replica may have to fetch, or lacks what it has.
  private void meetPeers() {
    peers.clear();
    homes.others().forEach(home -> peers.put(home, new Peer(true)));
    if (homes.isHome()) {
      homes.fallbacks().forEach(fallback -> peers.put(fallback, new Peer(false)));
      NodeId leaver = homes.leaver();
      if (leaver != null) {
        peers.put(leaver, new Peer(false));
      }
    }
  }

  /// The catalog's next epoch has begun. What others told in an older one does not count: they may
  /// have dropped since what one that joins has not seen.
  void become(Now now, List<LeaderlessEffect> effects) {
    moved = true;
    meetPeers();
    barrier = newBarrier();
    catching = new Catching(homes, config, ids, presence, peers);
    start(seen, now, effects);
  }

  /// Whether this replica has seen all that every home had when it was first heard in this epoch.
  /// Before that nobody counted this one, and after that everybody does.
  public boolean isCaughtUp() {
    for (NodeId elder : homes.elders()) {
      Peer peer = peers.get(elder);
      if (peer != null && !(peer.isHeard() && seen.coversAll(peer.first()))) {
        return Defect.JOIN_BEFORE_CAUGHT_UP.isPlanted();
      }
    }
    return homes.elders().isEmpty() || !stamps.isBehind();
  }

  /// Whether this replica stands in, but may not take anything yet.
  boolean isBeginning() {
    return stamps.isBehind() && !homes.isHome();
  }

  /// All that anybody has seen; null before everybody who takes part was heard in this epoch.
  public @Nullable Frontier everybodys() {
    return peers.values().stream().allMatch(Peer::isHeard) ? everything() : null;
  }

  /// Whether every home that is not lost has seen all that this replica has.
  public boolean isHandedOver() {
    for (NodeId elder : homes.elders()) {
      Peer peer = peers.get(elder);
      if (peer != null && !(peer.isHeard() && peer.seen().coversAll(seen))) {
        return Defect.LEAVE_BEFORE_HANDED_OVER.isPlanted();
      }
    }
    return true;
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

  /// Whether the other was heard for the first time in an epoch that is not this replica's first.
  boolean frontierIs(
      NodeId from, LeaderlessMessage.FrontierIs told, Now now, List<LeaderlessEffect> effects) {
    Peer peer = peers.get(from);
    if (peer == null) {
      return false;
    }
    if (stamps.isOutlived(told.frontier())) {
      effects.add(new LeaderlessEffect.Outlived(from));
    }
    boolean isFirst = moved && !peer.isHeard();
    peer.heard(told.frontier(), now);
    if (isFirst) {
      // What it was told before it entered this epoch is dropped.
      peer.tellAgain();
      tell(from, peer, now, effects);
    }
    boolean mayTell = stamps.isBehind() ? homes.elders().contains(from) : !homes.isHome();
    if (mayTell && !homes.isLeaving()) {
      state(told.floor(), now, effects);
    }
    if (homes.isHome()) {
      heard(from, peer, told, now, effects);
    } else if (!homes.isLeaving()) {
      common(effects);
    }
    return isFirst;
  }

  private void heard(
      NodeId from,
      Peer peer,
      LeaderlessMessage.FrontierIs told,
      Now now,
      List<LeaderlessEffect> effects) {
    if (!peer.home && !from.equals(homes.leaver())) {
      barrier.stated(from, told.floor(), peer.seen());
    }
    peer.compare(seen, now);
    if (!peer.lacked().isEmpty()) {
      timers.ensure(TimerKind.EXCHANGE, config.nextExchange(now.monotonicNanos()), effects);
    }
    common(effects);
  }

  /// A fallback never sees the deletes of homes, and who takes over from them not those that are
  /// gone. That it stamps nothing earlier than them any more it must be told, and state, and keep
  /// to when it is restarted.
  private void state(HybridTime time, Now now, List<LeaderlessEffect> effects) {
    if (time.compareTo(floor) <= 0) {
      stamps.knows();
    } else if (stamps.aheadMillis(time, now) <= 0) {
      stamps.adopt(time);
      effects.add(new LeaderlessEffect.Log(new LogRecord.Floor(time), new Purpose.Floor(time)));
    }
  }

  /// What was stated is durable.
  void stated(HybridTime time, Now now, List<LeaderlessEffect> effects) {
    stamps.knows();
    floor = time.compareTo(floor) > 0 ? time : floor;
    timers.ensure(TimerKind.EXCHANGE, config.nextExchange(now.monotonicNanos()), effects);
  }

  /// How the others stand.
  List<Standing> standings(Comparing comparing, Now now) {
    List<Standing> all = new ArrayList<>(peers.size());
    peers.forEach(
        (node, peer) -> all.add(peer.standing(node, seen, comparing.with(node, now), now)));
    return all;
  }

  /// Whether another home lacks for a while what this one has, or has what this one lacks.
  boolean isApart(NodeId node, Now now) {
    Peer peer = peers.get(node);
    return peer == null || peer.isApartFor(APART_EXCHANGES * config.exchangeNanos(), now);
  }

  private void common(List<LeaderlessEffect> effects) {
    if (homes.isLeaving()) {
      return;
    }
    Frontier all = homes.isHome() ? seen.bases() : null;
    for (Peer peer : peers.values()) {
      if (!peer.home) {
        continue;
      }
      if (!peer.isHeard()) {
        return;
      }
      all =
          all == null ? peer.seen() : all.meet(homes.isHome() ? peer.seen().bases() : peer.seen());
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
    Peer leaver = homes.leaver() == null ? null : peers.get(homes.leaver());
    if (leaver != null && !leaver.isHeard()) {
      return;
    }
    if (barrier.pass(common, everything(), stamps.last())) {
      effects.add(new LeaderlessEffect.Collectable(barrier.passed()));
    }
  }

  private Frontier everything() {
    Frontier all = seen;
    for (Peer peer : peers.values()) {
      all = all.join(peer.seen());
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
        peer.compare(seen, now);
      }
      lacking |= !peer.lacked().isEmpty();
    }
    if (homes.isHome()) {
      catching.beginIfDue(seen, now, effects);
    }
    long next = now.monotonicNanos() + config.idleExchangeNanos();
    timers.ensure(
        TimerKind.EXCHANGE,
        lacking || catching.isBusy() ? config.nextExchange(now.monotonicNanos()) : next,
        effects);
  }

  private void tell(NodeId to, Peer peer, Now now, List<LeaderlessEffect> effects) {
    HybridTime stated = homes.isHome() ? stamps.last() : floor;
    if (peer.tell(seen, stated, config.idleExchangeNanos(), now)) {
      effects.add(new LeaderlessEffect.Send(to, new LeaderlessMessage.FrontierIs(seen, stated)));
    }
  }

  Catching catching() {
    return catching;
  }
}
