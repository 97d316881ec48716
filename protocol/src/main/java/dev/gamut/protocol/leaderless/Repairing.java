package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What becomes of a read whose answers differ: whoever lacks part of what was found gets it.
/// Nobody waits for that but an *atomic* read. That is answered once so many homes hold what it
/// found that every later quorum has one of them, and so no later read finds less: the second phase
/// of Attiya, Bar-Noy and Dolev (1995).
///
/// A home holds what was found if it shows the same siblings: whoever has a write in its item or
/// below its frontier has all that the write superseded. What a home shows it has applied, and so
/// it is durable there.
final class Repairing {
  private final Homes homes;
  private final LeaderlessConfig config;
  private final Timers timers;
  private final Stamps stamps;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();

  /// What the answers to a read came to.
  ///
  /// @param merged all of it, with what loses under last-writer-wins
  /// @param same homes that showed what this replica holds
  /// @param answer of the read, with what callers are shown
  record Found(
      LeaderlessEvent.Get of,
      Item own,
      List<NodeId> same,
      Map<NodeId, Item> different,
      Item merged,
      LeaderlessEffect.Read answer) {
    /// What loses goes along: who has held it alone would take it for superseded by somebody who
    /// had seen it.
    private Handed handed() {
      Item item = Defect.REPAIR_WITH_WINNER_ALONE.isPlanted() ? answer.item() : merged;
      return Handed.of(of.place(), item);
    }

    private boolean isAllOfIt(Item item) {
      return item.siblings().equals(answer.item().siblings());
    }

    /// Those that answered, by whether they hold all that was found.
    private List<NodeId> answered(NodeId self, boolean holding) {
      List<NodeId> nodes = new ArrayList<>(4);
      if (isAllOfIt(own) == holding) {
        nodes.add(self);
        nodes.addAll(same);
      }
      different.forEach(
          (node, item) -> {
            if (isAllOfIt(item) == holding) {
              nodes.add(node);
            }
          });
      return nodes;
    }
  }

  /// An atomic read whose finding is not on enough homes yet.
  private static final class Pending {
    final Found found;
    final Handed handed;
    final List<NodeId> asked;
    final List<NodeId> holding;
    long resendNanos;

    Pending(Found found, Handed handed, List<NodeId> holding) {
      this.found = found;
      this.handed = handed;
      this.asked = new ArrayList<>(found.answer().asked());
      this.holding = holding;
    }
  }

  Repairing(LeaderlessStart start, Timers timers, Stamps stamps) {
    this.homes = start.homes();
    this.config = start.config();
    this.timers = timers;
    this.stamps = stamps;
  }

  /// Answers the read, now or later, and repairs. What is stamped too far ahead stays where it is
  /// until its time has come: if too few hold it, an atomic read cannot be answered.
  ///
  /// @param id of the read
  void begin(long id, Found found, Now now, List<LeaderlessEffect> effects) {
    Pending one = new Pending(found, found.handed(), found.answered(homes.self(), true));
    boolean waits = !isDone(one) && !Defect.ANSWER_BEFORE_WRITE_BACK.isPlanted();
    if (!waits) {
      effects.add(found.answer());
    }
    boolean believed =
        Defect.REPAIR_FROM_THE_FUTURE.isPlanted()
            || !stamps.believed(List.of(one.handed), now).isEmpty();
    if (believed) {
      List<NodeId> lacking = found.answered(homes.self(), false);
      lacking.forEach(node -> hand(node, waits ? id : 0, one.handed, effects));
    } else if (waits) {
      long ahead = stamps.aheadMillis(one.handed.item().time(), now);
      effects.add(
          new LeaderlessEffect.NotWrittenBack(found.of().call(), List.copyOf(one.holding), ahead));
      return;
    }
    if (waits) {
      one.resendNanos = now.monotonicNanos() + config.resendNanos();
      pending.put(id, one);
      timers.ensure(
          TimerKind.READS, Math.min(one.resendNanos, found.of().deadlineNanos()), effects);
    }
  }

  /// A fallback is not to have everything.
  ///
  /// @param id of the read that waits for it; 0 if none does
  private void hand(NodeId node, long id, Handed handed, List<LeaderlessEffect> effects) {
    if (!homes.isHome(node)) {
      return;
    }
    if (node.equals(homes.self())) {
      Purpose purpose = id == 0 ? new Purpose.Housekeeping() : new Purpose.WrittenBack(id);
      effects.add(new LeaderlessEffect.Log(new LogRecord.Merge(List.of(handed)), purpose));
    } else {
      effects.add(new LeaderlessEffect.Send(node, new LeaderlessMessage.Repair(id, handed)));
    }
  }

  private boolean isDone(Pending one) {
    return homes.isQuorum(one.holding, one.found.of().durable(), false);
  }

  void storedHere(long id, List<LeaderlessEffect> effects) {
    stored(homes.self(), id, effects);
  }

  boolean isBusy() {
    return !pending.isEmpty();
  }

  /// The catalog's next epoch has begun: others may count now, and what is on its way is dropped.
  void askAgain(Now now) {
    pending.values().forEach(one -> one.resendNanos = now.monotonicNanos());
  }

  /// A home has merged what it was handed, durably.
  void stored(NodeId from, long id, List<LeaderlessEffect> effects) {
    Pending one = pending.get(id);
    if (one == null || one.holding.contains(from)) {
      return;
    }
    one.holding.add(from);
    if (isDone(one)) {
      pending.remove(id);
      effects.add(answer(one));
    }
  }

  private static LeaderlessEffect answer(Pending one) {
    LeaderlessEffect.Read answer = one.found.answer();
    List<NodeId> answered = new ArrayList<>(answer.answered());
    one.holding.stream().filter(node -> !answered.contains(node)).forEach(answered::add);
    return new LeaderlessEffect.Read(
        answer.call(), answer.item(), List.copyOf(one.asked), List.copyOf(answered));
  }

  void timerFired(Now now, List<LeaderlessEffect> effects) {
    Iterator<Map.Entry<Long, Pending>> all = pending.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, Pending> entry = all.next();
      Pending one = entry.getValue();
      long deadline = one.found.of().deadlineNanos();
      if (now.monotonicNanos() >= deadline) {
        all.remove();
        effects.add(
            new LeaderlessEffect.NotWrittenBack(
                one.found.of().call(), List.copyOf(one.holding), 0));
        continue;
      }
      if (isDone(one)) {
        // Of the homes that count now.
        all.remove();
        effects.add(answer(one));
        continue;
      }
      if (now.monotonicNanos() >= one.resendNanos) {
        resend(entry.getKey(), one, effects);
        one.resendNanos = now.monotonicNanos() + config.resendNanos();
      }
      timers.ensure(TimerKind.READS, Math.min(one.resendNanos, deadline), effects);
    }
  }

  /// To every home that may lack it: whichever of them comes first will do. This one's own log
  /// loses nothing.
  private void resend(long id, Pending one, List<LeaderlessEffect> effects) {
    for (NodeId home : homes.others()) {
      if (!one.holding.contains(home)) {
        hand(home, id, one.handed, effects);
        if (!one.asked.contains(home)) {
          one.asked.add(home);
        }
      }
    }
  }
}
