package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is kept of writes so that one that is sent again takes effect once: their [Names], the
/// lookups of callers' retries ([Recalling]), and what is done when one was carried out twice all
/// the same ([Twins]).
final class Remembering {
  private final LeaderlessConfig config;
  private final Timers timers;
  private final boolean siblings;
  private final Names names = new Names(Names.CAPACITY_MAX, Names.KEPT_NANOS);
  private final Recalling recalling;
  private final Twins twins;

  /// Whether nothing was written to the partition before this replica was there.
  private final boolean fresh;

  Remembering(LeaderlessStart start, Timers timers, Ids ids, Stamps stamps) {
    this.config = start.config();
    this.fresh = start.fresh();
    this.timers = timers;
    this.siblings = start.rules().keepsSiblings();
    this.recalling = new Recalling(start, timers, ids, names);
    this.twins = new Twins(start, names, ids, stamps);
  }

  void start(
      Frontier seen, List<LeaderlessStart.Left> left, Now now, List<LeaderlessEffect> effects) {
    names.begin(fresh && seen.isEmpty() ? Long.MIN_VALUE : now.monotonicNanos());
    for (LeaderlessStart.Left each : left) {
      note(each.place(), each.sibling().name(), each.sibling().version(), now);
      doubt(each.place(), each.sibling(), now, effects);
    }
  }

  void recall(LeaderlessEvent.Recall of, Frontier seen, Now now, List<LeaderlessEffect> effects) {
    recalling.begin(of, seen, now, effects);
  }

  /// Whether a write has a dot here already: of two attempts at it that nobody knew of, both sent
  /// here, the second waits for the first.
  boolean isUnderWay(
      LeaderlessEvent.Put put, Frontier seen, Now now, List<LeaderlessEffect> effects) {
    if (put.name().isNone()
        || known(put.place(), put.name()) == null
        || Defect.RETRY_WITHOUT_LOOKING.isPlanted()) {
      return false;
    }
    LeaderlessEvent.Recall lookup =
        new LeaderlessEvent.Recall(
            put.call(), put.place(), put.name(), 1, put.quorum(), put.deadlineNanos());
    recalling.begin(lookup, seen, now, effects);
    return true;
  }

  void askAgain(Frontier seen, Now now, List<LeaderlessEffect> effects) {
    recalling.askAgain(seen, now, effects);
  }

  LeaderlessMessage.NameIs answer(LeaderlessMessage.AskName question, Frontier seen, Now now) {
    return recalling.answer(question, seen, now);
  }

  void answered(NodeId from, LeaderlessMessage.NameIs answer, List<LeaderlessEffect> effects) {
    recalling.answered(from, answer, effects);
    twins.answered(from, answer, effects);
  }

  /// A write that got its dot here, or was decided, gets into the log. Of two dots of one write,
  /// where the last writer wins, every replica must come to call it by the same.
  void note(Bytes place, WriteName name, Version version, Now now) {
    Version known = siblings ? null : known(place, name);
    if (known == null || known.compareTo(version) < 0) {
      names.note(name, place, version, now);
    }
  }

  @Nullable Version known(Bytes place, WriteName name) {
    return names.find(name, place);
  }

  /// A write of this replica was not applied.
  void forget(Bytes place, WriteName name) {
    names.forget(name, place);
  }

  /// Another replica's write is about to be applied.
  void came(Bytes place, Item.Sibling sibling, Now now, List<LeaderlessEffect> effects) {
    twins.came(place, sibling, effects);
    ensure(now, effects);
    note(place, sibling.name(), sibling.version(), now);
  }

  /// States of keys are about to be merged.
  void handed(List<Handed> items, Now now, List<LeaderlessEffect> effects) {
    for (Handed item : items) {
      for (Item.Sibling sibling : item.item().siblings()) {
        if (names.isRecent(sibling.version(), now) && item.dots().covers(sibling.dot())) {
          came(item.place(), sibling, now, effects);
        }
      }
    }
  }

  /// Too few have a write of this replica.
  void doubt(Bytes place, Item.Sibling sibling, Now now, List<LeaderlessEffect> effects) {
    twins.doubt(place, sibling);
    ensure(now, effects);
  }

  void itemRead(Purpose.Twins of, Item item, Now now, List<LeaderlessEffect> effects) {
    twins.itemRead(of.id(), item, now, effects);
  }

  void timerFired(TimerKind timer, Frontier seen, Now now, List<LeaderlessEffect> effects) {
    if (timer == TimerKind.RECALLS) {
      recalling.timerFired(seen, now, effects);
    } else {
      twins.goOn(effects);
      ensure(now, effects);
    }
  }

  private void ensure(Now now, List<LeaderlessEffect> effects) {
    if (twins.isBusy()) {
      timers.ensure(TimerKind.TWINS, now.monotonicNanos() + config.idleExchangeNanos(), effects);
    }
  }
}
