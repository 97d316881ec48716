package dev.gamut.protocol.leaderless;

import static java.util.Objects.requireNonNull;

import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.protocol.Now;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Looks up, for callers who send a write again, whether an earlier attempt was carried out. So
/// many replicas are asked that one of them has whatever was acknowledged or is about to be; a
/// replica that cannot remember so far back does not count.
///
/// What was found is acknowledged like a fresh write: once so many have it as were asked for; where
/// the last writer wins, with the same stamp, since that decides what it wins against. What was
/// found nowhere may still be on a replica that was not asked: [Twins] is for that.
final class Recalling {
  /// A question may have been on its way for so long.
  private static final long MARGIN_NANOS = 2_000_000_000L;

  private final Homes homes;
  private final LeaderlessConfig config;
  private final Timers timers;
  private final Ids ids;
  private final Names names;
  private final boolean siblings;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();

  private static final class Pending {
    final LeaderlessEvent.Recall of;
    final long begunNanos;
    final Map<NodeId, LeaderlessMessage.NameIs> answers = new TreeMap<>();
    long resendNanos;

    Pending(LeaderlessEvent.Recall of, long begunNanos) {
      this.of = of;
      this.begunNanos = begunNanos;
    }

    Version version(NodeId answered) {
      return requireNonNull(answers.get(answered)).version();
    }
  }

  Recalling(LeaderlessStart start, Timers timers, Ids ids, Names names) {
    this.homes = start.homes();
    this.config = start.config();
    this.siblings = start.rules().keepsSiblings();
    this.timers = timers;
    this.ids = ids;
    this.names = names;
  }

  void begin(LeaderlessEvent.Recall of, Frontier seen, Now now, List<LeaderlessEffect> effects) {
    if (Defect.RETRY_WITHOUT_LOOKING.isPlanted()) {
      effects.add(new LeaderlessEffect.NotFound(of.call()));
      return;
    }
    long id = ids.next();
    Pending begun = new Pending(of, now.monotonicNanos());
    pending.put(id, begun);
    ask(id, begun, seen, now, effects);
    if (finishIfDone(begun, effects)) {
      pending.remove(id);
    } else {
      timers.ensure(TimerKind.RECALLS, Math.min(begun.resendNanos, of.deadlineNanos()), effects);
    }
  }

  private void ask(long id, Pending one, Frontier seen, Now now, List<LeaderlessEffect> effects) {
    one.resendNanos = now.monotonicNanos() + config.resendNanos();
    LeaderlessMessage.AskName question =
        new LeaderlessMessage.AskName(
            id, one.of.place(), one.of.name(), age(one, now.monotonicNanos()));
    one.answers.put(homes.self(), answer(question, seen, now));
    for (NodeId other : homes.askedOfNames()) {
      if (!isSettled(one.answers.get(other))) {
        effects.add(new LeaderlessEffect.Send(other, question));
      }
    }
  }

  private static boolean isSettled(LeaderlessMessage.@Nullable NameIs answer) {
    return answer != null && answer.kind() == LeaderlessMessage.NameIs.Kind.STORED;
  }

  private static long age(Pending one, long nowNanos) {
    return one.of.ageNanos() + nowNanos - one.begunNanos;
  }

  /// What this replica says of a name.
  LeaderlessMessage.NameIs answer(LeaderlessMessage.AskName question, Frontier seen, Now now) {
    Version version = names.find(question.name(), question.place());
    LeaderlessMessage.NameIs.Kind kind;
    if (version != null) {
      kind =
          seen.covers(version.dot())
              ? LeaderlessMessage.NameIs.Kind.STORED
              : LeaderlessMessage.NameIs.Kind.UNDER_WAY;
    } else {
      long sent = now.monotonicNanos() - question.ageNanos() - MARGIN_NANOS;
      kind =
          names.isCompleteSince(sent)
              ? LeaderlessMessage.NameIs.Kind.NEVER_CAME
              : LeaderlessMessage.NameIs.Kind.NOT_REMEMBERED;
    }
    return new LeaderlessMessage.NameIs(
        question.id(), kind, version == null ? Version.NONE : version);
  }

  void answered(NodeId from, LeaderlessMessage.NameIs answer, List<LeaderlessEffect> effects) {
    Pending one = pending.get(answer.id());
    if (one != null) {
      one.answers.put(from, answer);
      if (finishIfDone(one, effects)) {
        pending.remove(answer.id());
      }
    }
  }

  private boolean finishIfDone(Pending one, List<LeaderlessEffect> effects) {
    boolean found = one.answers.values().stream().anyMatch(Recalling::isKnown);
    int needed = found ? one.of.quorum() : Math.max(1, homes.count() - one.of.quorum() + 1);
    List<NodeId> saying =
        found ? storing(one) : saying(one, LeaderlessMessage.NameIs.Kind.NEVER_CAME);
    if (!homes.isQuorum(saying, needed, homes.mayStandIn())) {
      return false;
    }
    List<NodeId> counted = homes.counted(saying, homes.mayStandIn());
    effects.add(
        found
            ? new LeaderlessEffect.Written(one.of.call(), stored(one, counted), counted)
            : new LeaderlessEffect.NotFound(one.of.call()));
    return true;
  }

  private static boolean isKnown(LeaderlessMessage.NameIs answer) {
    return !answer.version().equals(Version.NONE);
  }

  private List<NodeId> storing(Pending one) {
    List<NodeId> all = saying(one, LeaderlessMessage.NameIs.Kind.STORED);
    if (siblings) {
      return all;
    }
    Version latest =
        all.stream().map(one::version).max(Comparator.naturalOrder()).orElse(Version.NONE);
    return all.stream().filter(node -> one.version(node).equals(latest)).toList();
  }

  private static List<NodeId> saying(Pending one, LeaderlessMessage.NameIs.Kind kind) {
    return one.answers.entrySet().stream()
        .filter(entry -> entry.getValue().kind() == kind)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Two attempts may have been carried out, before anybody could look: the same write, called by
  /// the smallest of its dots that is stored. One that is only under way may come to nothing.
  private static Version stored(Pending one, List<NodeId> counted) {
    return counted.stream().map(one::version).min(Comparator.comparing(Version::dot)).orElseThrow();
  }

  void askAgain(Frontier seen, Now now, List<LeaderlessEffect> effects) {
    pending.values().forEach(one -> one.resendNanos = now.monotonicNanos());
    timerFired(seen, now, effects);
  }

  void timerFired(Frontier seen, Now now, List<LeaderlessEffect> effects) {
    long next = Long.MAX_VALUE;
    Iterator<Map.Entry<Long, Pending>> all = pending.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, Pending> entry = all.next();
      Pending one = entry.getValue();
      if (now.monotonicNanos() >= one.of.deadlineNanos()) {
        all.remove();
        effects.add(
            new LeaderlessEffect.WriteUnknown(
                one.of.call(), saying(one, LeaderlessMessage.NameIs.Kind.STORED)));
        continue;
      }
      if (now.monotonicNanos() >= one.resendNanos) {
        ask(entry.getKey(), one, seen, now, effects);
        if (finishIfDone(one, effects)) {
          all.remove();
          continue;
        }
      }
      next = Math.min(next, Math.min(one.resendNanos, one.of.deadlineNanos()));
    }
    if (next != Long.MAX_VALUE) {
      timers.ensure(TimerKind.RECALLS, next, effects);
    }
  }
}
