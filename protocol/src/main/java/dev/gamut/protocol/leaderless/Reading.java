package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The reads that this replica coordinates. It reads its own item and asks others only which dots
/// they hold; who holds others is asked for its item. Never waits for the slowest: a replica that
/// keeps a read waiting is joined by a further one, at the cost of a small budget.
///
/// A quorum is counted of homes. Where quorums are sloppy, fallbacks are asked, and count, for a
/// read that has waited for homes, or would.
final class Reading {
  private final Homes homes;
  private final LeaderlessConfig config;
  private final ItemRules rules;
  private final Timers timers;
  private final Quickness quickness;
  private final Map<Long, PendingRead> pending = new LinkedHashMap<>();
  private final Ids ids;
  private final Presence presence;
  private final Repairing repairing;

  Reading(LeaderlessStart start, Timers timers, Ids ids, Stamps stamps, Presence presence) {
    this.presence = presence;
    this.homes = start.homes();
    this.config = start.config();
    this.rules = start.rules();
    this.timers = timers;
    this.ids = ids;
    this.repairing = new Repairing(start, timers, stamps);
    this.quickness = new Quickness(homes.othersThatCount(), config.speculateNanosMin());
  }

  void begin(LeaderlessEvent.Get get, Now now, List<LeaderlessEffect> effects) {
    long id = ids.next();
    PendingRead begun = new PendingRead(get, now.monotonicNanos());
    begun.asked.add(homes.self());
    pending.put(id, begun);
    int others = homes.isJoint() ? homes.count() : get.quorum() - (homes.isHome() ? 1 : 0);
    if (others > 0) {
      begun.nextNanos = now.monotonicNanos() + quickness.patienceNanos();
      List<NodeId> asked = quickness.quickest(others, presence);
      for (NodeId home : asked) {
        ask(id, begun, home, effects);
      }
      if (asked.size() < others || asked.stream().anyMatch(presence::isAway)) {
        standIn(id, begun, effects);
      }
      timers.ensure(TimerKind.READS, Math.min(begun.nextNanos, get.deadlineNanos()), effects);
    }
    effects.add(new LeaderlessEffect.ReadItem(get.place(), new Purpose.Read(id)));
  }

  boolean isBusy() {
    return !pending.isEmpty() || repairing.isBusy();
  }

  /// From now on fallbacks count, where they may.
  private void standIn(long id, PendingRead one, List<LeaderlessEffect> effects) {
    if (homes.mayStandIn()) {
      one.standIns = true;
      for (NodeId fallback : homes.fallbacks()) {
        if (!one.asked.contains(fallback)) {
          ask(id, one, fallback, effects);
        }
      }
    }
  }

  private static void ask(long id, PendingRead one, NodeId home, List<LeaderlessEffect> effects) {
    one.asked.add(home);
    effects.add(new LeaderlessEffect.Send(home, new LeaderlessMessage.AskDots(id, one.of.place())));
  }

  void ownRead(long id, Item item, Now now, List<LeaderlessEffect> effects) {
    PendingRead one = pending.get(id);
    if (one == null) {
      return;
    }
    one.own = item;
    one.early.forEach((from, dots) -> compare(id, one, from, dots, effects));
    one.early.clear();
    finishIfDone(id, one, now, effects);
  }

  void dotsAre(NodeId from, long id, List<Dot> dots, Now now, List<LeaderlessEffect> effects) {
    PendingRead one = pending.get(id);
    if (one == null) {
      return;
    }
    quickness.answered(from, now.monotonicNanos() - one.begunNanos);
    if (one.own == null) {
      one.early.put(from, dots);
    } else {
      compare(id, one, from, dots, effects);
      finishIfDone(id, one, now, effects);
    }
  }

  private static void compare(
      long id, PendingRead one, NodeId from, List<Dot> dots, List<LeaderlessEffect> effects) {
    if (one.own == null || one.same.contains(from) || one.different.containsKey(from)) {
      return;
    }
    if (LeaderlessMessage.DotsAre.of(one.own).equals(dots)) {
      one.same.add(from);
    } else {
      effects.add(
          new LeaderlessEffect.Send(from, new LeaderlessMessage.AskItem(id, one.of.place())));
    }
  }

  void itemIs(NodeId from, long id, Item item, Now now, List<LeaderlessEffect> effects) {
    PendingRead one = pending.get(id);
    if (one != null && !one.same.contains(from)) {
      one.different.put(from, item);
      finishIfDone(id, one, now, effects);
    }
  }

  private void finishIfDone(long id, PendingRead one, Now now, List<LeaderlessEffect> effects) {
    Item own = one.own;
    int quorum = Defect.SKIP_READ_QUORUM.isPlanted() ? 1 : one.of.quorum();
    List<NodeId> answered = answered(one);
    if (own == null || !homes.isQuorum(answered, quorum, one.standIns)) {
      return;
    }
    List<NodeId> counted = homes.counted(answered, one.standIns);
    pending.remove(id);
    Item merged = own;
    for (Item item : one.different.values()) {
      merged = merged.merge(item);
    }
    LeaderlessEffect.Read answer =
        new LeaderlessEffect.Read(
            one.of.call(), rules.settle(merged), List.copyOf(one.asked), counted);
    if (one.different.isEmpty()) {
      effects.add(answer);
    } else {
      repairing.begin(
          id,
          new Repairing.Found(one.of, own, one.same, one.different, merged, answer),
          now,
          effects);
    }
  }

  private List<NodeId> answered(PendingRead one) {
    List<NodeId> answered = new ArrayList<>(one.asked.size());
    if (one.own != null) {
      answered.add(homes.self());
    }
    answered.addAll(one.same);
    answered.addAll(one.different.keySet());
    return answered;
  }

  /// What waits for a replica that has ended asks the others.
  void ended(NodeId peer, Now now, List<LeaderlessEffect> effects) {
    for (Map.Entry<Long, PendingRead> each : List.copyOf(pending.entrySet())) {
      PendingRead one = each.getValue();
      if (one.asked.contains(peer) && !answered(one).contains(peer)) {
        askEverybody(each.getKey(), one, effects);
        standIn(each.getKey(), one, effects);
        finishIfDone(each.getKey(), one, now, effects);
      }
    }
  }

  /// The next epoch has begun. Who counts from now on and did not before, because it joined or was
  /// rebuilt, may have answered when it had not all that the others have: reads begin again.
  void become(Now now, List<LeaderlessEffect> effects) {
    quickness.become(homes.othersThatCount());
    List<PendingRead> all = List.copyOf(pending.values());
    if (!Defect.COUNT_ANSWERS_OF_OLD_EPOCH.isPlanted()) {
      pending.clear();
      all.forEach(one -> begin(one.of, now, effects));
    }
  }

  void askAgain(Now now, List<LeaderlessEffect> effects) {
    for (Map.Entry<Long, PendingRead> each : List.copyOf(pending.entrySet())) {
      PendingRead one = each.getValue();
      askEverybody(each.getKey(), one, effects);
      one.nextNanos = now.monotonicNanos() + config.resendNanos();
      finishIfDone(each.getKey(), one, now, effects);
    }
    repairing.askAgain(now);
    timerFired(now, effects);
  }

  void timerFired(Now now, List<LeaderlessEffect> effects) {
    long next = Long.MAX_VALUE;
    List<Long> late = new ArrayList<>();
    Iterator<Map.Entry<Long, PendingRead>> all = pending.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, PendingRead> entry = all.next();
      PendingRead one = entry.getValue();
      if (now.monotonicNanos() >= one.of.deadlineNanos()) {
        all.remove();
        effects.add(
            new LeaderlessEffect.ReadFailed(
                one.of.call(), List.copyOf(one.asked), List.copyOf(answered(one))));
        continue;
      }
      if (now.monotonicNanos() >= one.nextNanos) {
        hurry(entry.getKey(), one, now, effects);
        late.add(entry.getKey());
      }
      next = Math.min(next, Math.min(one.nextNanos, one.of.deadlineNanos()));
    }
    // Fallbacks that count now may have answered before.
    for (Long id : late) {
      PendingRead one = pending.get(id);
      if (one != null) {
        finishIfDone(id, one, now, effects);
      }
    }
    if (next != Long.MAX_VALUE) {
      timers.ensure(TimerKind.READS, next, effects);
    }
    repairing.timerFired(now, effects);
  }

  Repairing repairing() {
    return repairing;
  }

  /// Soon, one more replica, if the budget has it; after a while everybody, since something is
  /// wrong.
  private void hurry(long id, PendingRead one, Now now, List<LeaderlessEffect> effects) {
    long enough = homes.mayStandIn() ? config.standInNanos() : config.resendNanos();
    boolean wrong = now.monotonicNanos() - one.begunNanos >= enough;
    for (NodeId home : one.asked) {
      if (!home.equals(homes.self()) && !answered(one).contains(home)) {
        quickness.silent(home, now.monotonicNanos() - one.begunNanos);
        if (wrong) {
          presence.silent(home);
        }
      }
    }
    if (wrong) {
      askEverybody(id, one, effects);
      standIn(id, one, effects);
    } else {
      NodeId further = quickness.further(one.asked);
      if (further != null) {
        ask(id, one, further, effects);
      }
    }
    one.nextNanos =
        now.monotonicNanos()
            + (homes.mayStandIn() && !one.standIns ? config.standInNanos() : config.resendNanos());
  }

  private void askEverybody(long id, PendingRead one, List<LeaderlessEffect> effects) {
    List<NodeId> answered = answered(one);
    for (NodeId home : homes.others()) {
      if (!one.asked.contains(home)) {
        ask(id, one, home, effects);
      } else if (!answered.contains(home)) {
        effects.add(
            new LeaderlessEffect.Send(home, new LeaderlessMessage.AskDots(id, one.of.place())));
      }
    }
  }
}
