package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The writes that this replica coordinates, from the moment they are durable here until a quorum
/// has them or their time is up. Whom a write does not reach by then fetches it.
///
/// Homes are what a quorum is counted of. Where quorums are sloppy, fallbacks are asked, and count,
/// for a write that has waited for homes, or would: too few of them are present.
final class Writing {
  private final Homes homes;
  private final LeaderlessConfig config;
  private final Timers timers;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private final Ids ids;
  private final Presence presence;
  private final Remembering remembering;

  private static final class Pending {
    final Purpose.Write of;
    final Write write;
    final List<NodeId> stored = new ArrayList<>(3);

    /// Whether fallbacks count.
    boolean standIns;

    long resendNanos;

    Pending(Purpose.Write of, Write write) {
      this.of = of;
      this.write = write;
    }
  }

  Writing(
      Homes homes,
      LeaderlessConfig config,
      Timers timers,
      Ids ids,
      Presence presence,
      Remembering remembering) {
    this.remembering = remembering;
    this.ids = ids;
    this.presence = presence;
    this.homes = homes;
    this.config = config;
    this.timers = timers;
  }

  /// The write is durable and applied here.
  void begin(Purpose.Write of, Write write, Now now, List<LeaderlessEffect> effects) {
    long id = ids.next();
    Pending begun = new Pending(of, write);
    begun.stored.add(homes.self());
    for (NodeId home : homes.others()) {
      effects.add(new LeaderlessEffect.Send(home, new LeaderlessMessage.Store(id, write)));
    }
    if (homes.mayStandIn() && presentHomes() < of.quorum()) {
      standIn(id, begun, effects);
    }
    if (isDone(begun, effects)) {
      return;
    }
    boolean patient = begun.standIns || !homes.mayStandIn();
    begun.resendNanos =
        now.monotonicNanos() + (patient ? config.resendNanos() : config.standInNanos());
    pending.put(id, begun);
    timers.ensure(TimerKind.WRITES, Math.min(begun.resendNanos, of.deadlineNanos()), effects);
  }

  boolean isBusy() {
    return !pending.isEmpty();
  }

  private int presentHomes() {
    int present = homes.isHome() ? 1 : 0;
    for (NodeId home : homes.others()) {
      present += presence.isAway(home) ? 0 : 1;
    }
    return present;
  }

  /// From now on fallbacks count; those that have it not get it.
  private void standIn(long id, Pending one, List<LeaderlessEffect> effects) {
    one.standIns = true;
    for (NodeId fallback : homes.fallbacks()) {
      if (!one.stored.contains(fallback)) {
        effects.add(
            new LeaderlessEffect.Send(fallback, new LeaderlessMessage.Store(id, one.write)));
      }
    }
  }

  void stored(NodeId from, long id, List<LeaderlessEffect> effects) {
    Pending one = pending.get(id);
    boolean again = one != null && one.stored.contains(from);
    if (one != null && (!again || Defect.COUNT_HOME_TWICE.isPlanted())) {
      one.stored.add(from);
      if (isDone(one, effects)) {
        pending.remove(id);
      }
    }
  }

  private boolean isDone(Pending one, List<LeaderlessEffect> effects) {
    if (!homes.isQuorum(one.stored, one.of.quorum(), one.standIns)) {
      return false;
    }
    List<NodeId> counted = homes.counted(one.stored, one.standIns);
    effects.add(
        new LeaderlessEffect.Written(one.of.call(), one.write.sibling().version(), counted));
    return true;
  }

  /// What waits for a home that has ended need not: fallbacks stand in for it, where they may.
  void ended(NodeId peer, Now now, List<LeaderlessEffect> effects) {
    presence.silent(peer);
    for (Pending one : pending.values()) {
      if (homes.mayStandIn() && !one.standIns && !one.stored.contains(peer)) {
        one.resendNanos = now.monotonicNanos();
      }
    }
    timerFired(now, effects);
  }

  void askAgain(Now now, List<LeaderlessEffect> effects) {
    pending.values().forEach(one -> one.resendNanos = now.monotonicNanos());
    timerFired(now, effects);
  }

  void timerFired(Now now, List<LeaderlessEffect> effects) {
    long next = Long.MAX_VALUE;
    Iterator<Map.Entry<Long, Pending>> all = pending.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, Pending> entry = all.next();
      Pending one = entry.getValue();
      if (now.monotonicNanos() >= one.of.deadlineNanos()) {
        all.remove();
        remembering.doubt(one.write.place(), one.write.sibling(), now, effects);
        effects.add(new LeaderlessEffect.WriteUnknown(one.of.call(), List.copyOf(one.stored)));
        continue;
      }
      if (now.monotonicNanos() >= one.resendNanos) {
        resend(entry.getKey(), one, now, effects);
        if (isDone(one, effects)) {
          all.remove();
          continue;
        }
      }
      next = Math.min(next, Math.min(one.resendNanos, one.of.deadlineNanos()));
    }
    if (next != Long.MAX_VALUE) {
      timers.ensure(TimerKind.WRITES, next, effects);
    }
  }

  private void resend(long id, Pending one, Now now, List<LeaderlessEffect> effects) {
    one.resendNanos = now.monotonicNanos() + config.resendNanos();
    for (NodeId home : homes.others()) {
      if (!one.stored.contains(home)) {
        presence.silent(home);
        effects.add(new LeaderlessEffect.Send(home, new LeaderlessMessage.Store(id, one.write)));
      }
    }
    if (homes.mayStandIn()) {
      standIn(id, one, effects);
    }
  }
}
