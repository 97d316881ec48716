package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import dev.gamut.protocol.Now;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares what this home holds with what the others hold, one after the other, for as long as it
/// runs: the check that everything else worked. It repairs nothing.
///
/// Buckets whose hashes are equal once in a few looks are equal. The keys of the others are read on
/// both sides. That this home holds a value and the other does not is right when the other has not
/// seen it, or has seen what superseded it and this one has not. So a value that the other had seen
/// and dropped is only suspected, until this home has seen all that the other had: then it must
/// have dropped it as well. Each side finds what it holds itself and the other does not.
final class Comparing {
  private static final int LOOKS = 3;

  /// Keys that are suspected in one comparison; with so many it does not matter which.
  private static final int SUSPECT_COUNT_MAX = 1_000;

  /// Looks for which a suspicion waits until this home has seen what the other had.
  private static final int CONFIRM_LOOKS_MAX = 60;

  private final Homes homes;
  private final LeaderlessConfig config;
  private final HashTree tree;
  private final Timers timers;
  private final Ids ids;
  private final Fetching fetching;
  private final long firstAfterNanos;
  private final Map<NodeId, Findings> findingsOf = new HashMap<>();
  private int nextPeer;
  private long dueNanos;
  private @Nullable Comparison under;

  /// What came of comparing with one home.
  private static final class Findings {
    /// Of the last whole comparison and since; no more than are looked for.
    private Set<Bytes> differing = new TreeSet<>();

    private long count;
    private long endedNanos;
    private long keys;
    private long found;
  }

  Comparing(LeaderlessStart start, Timers timers, Ids ids, Fetching fetching) {
    this.homes = start.homes();
    this.config = start.config();
    this.tree = start.tree();
    this.timers = timers;
    this.ids = ids;
    this.fetching = fetching;
    this.firstAfterNanos = Math.floorMod(start.firstId(), config.comparing().everyNanos());
  }

  void start(Now now, List<LeaderlessEffect> effects) {
    if (homes.isHome() && !homes.others().isEmpty()) {
      // The partitions of a node should not all compare at once.
      due(firstAfterNanos, now, effects);
    }
  }

  Compared with(NodeId peer, Now now) {
    Findings findings = findingsOf.get(peer);
    if (findings == null) {
      return Compared.NEVER;
    }
    return new Compared(
        findings.count > 0 ? now.monotonicNanos() - findings.endedNanos : -1,
        findings.keys,
        findings.differing.size(),
        findings.found,
        findings.count);
  }

  private void due(long inNanos, Now now, List<LeaderlessEffect> effects) {
    dueNanos = now.monotonicNanos() + inNanos;
    timers.ensure(TimerKind.COMPARE, dueNanos, effects);
  }

  /// The catalog's next epoch has begun: what is on its way is dropped.
  void become(Now now, List<LeaderlessEffect> effects) {
    under = null;
    findingsOf.keySet().retainAll(homes.others());
    start(now, effects);
  }

  void timerFired(Now now, List<LeaderlessEffect> effects) {
    if (now.monotonicNanos() < dueNanos) {
      timers.ensure(TimerKind.COMPARE, dueNanos, effects);
      return;
    }
    Comparison one = under;
    if (one == null) {
      begin(now, effects);
    } else if (one.asked != 0) {
      end(now, effects);
    } else {
      goOn(one, now, effects);
    }
  }

  private void begin(Now now, List<LeaderlessEffect> effects) {
    if (!homes.isHome() || homes.others().isEmpty()) {
      return;
    }
    if (!tree.isBuilt()) {
      due(config.comparing().lookNanos(), now, effects);
      return;
    }
    nextPeer = (nextPeer + 1) % homes.others().size();
    Comparison begun = new Comparison(homes.others().get(nextPeer));
    under = begun;
    look(begun, now, effects);
  }

  /// It is over, whole or not.
  private void end(Now now, List<LeaderlessEffect> effects) {
    under = null;
    due(config.comparing().everyNanos(), now, effects);
  }

  private void goOn(Comparison one, Now now, List<LeaderlessEffect> effects) {
    if (one.isListed) {
      confirm(one, now, effects);
    } else if (one.looks < LOOKS) {
      look(one, now, effects);
    } else if (fetching.isApart(one.peer, now)) {
      // What it lacks it fetches; until then all of that would be read and explained.
      end(now, effects);
    } else {
      list(one, now, effects);
    }
  }

  private void ask(Comparison one, LeaderlessMessage message, Now now, List<LeaderlessEffect> out) {
    out.add(new LeaderlessEffect.Send(one.peer, message));
    due(config.fetchTimeoutNanos(), now, out);
  }

  private void look(Comparison one, Now now, List<LeaderlessEffect> effects) {
    one.asked = ids.next();
    ask(one, new LeaderlessMessage.AskBuckets(one.asked, tree.groups()), now, effects);
  }

  private void list(Comparison one, Now now, List<LeaderlessEffect> effects) {
    one.asked = ids.next();
    KeyQuery query = one.query(config.comparing().pageBytesMax());
    ask(one, new LeaderlessMessage.AskKeys(one.asked, query), now, effects);
  }

  void received(
      NodeId from, LeaderlessMessage.AboutHashes message, Now now, List<LeaderlessEffect> effects) {
    switch (message) {
      case LeaderlessMessage.AskBuckets(long id, List<Long> groups) ->
          effects.add(new LeaderlessEffect.Send(from, buckets(id, groups)));
      case LeaderlessMessage.AskKeys(long id, KeyQuery query) ->
          effects.add(
              new LeaderlessEffect.ReadKeys(
                  query.within(config.comparing().pageBytesMax()), new Purpose.Keys(from, id)));
      case LeaderlessMessage.BucketsAre answer -> bucketsAre(from, answer, now, effects);
      case LeaderlessMessage.KeysAre(long id, KeyPage page) -> {
        Comparison one = asked(from, id);
        if (one != null && one.theirs == null) {
          one.theirs = page;
          effects.add(
              new LeaderlessEffect.ReadKeys(
                  one.query(config.comparing().pageBytesMax()), new Purpose.OwnKeys(id)));
        }
      }
    }
  }

  private LeaderlessMessage buckets(long id, List<Long> theirs) {
    return new LeaderlessMessage.BucketsAre(
        id, tree.isBuilt(), tree.isBuilt() ? tree.differing(theirs) : Collections.emptyMap());
  }

  private @Nullable Comparison asked(NodeId from, long id) {
    Comparison one = under;
    return one != null && one.asked == id && one.peer.equals(from) ? one : null;
  }

  private void bucketsAre(
      NodeId from, LeaderlessMessage.BucketsAre answer, Now now, List<LeaderlessEffect> effects) {
    Comparison one = asked(from, answer.id());
    if (one == null) {
      return;
    }
    one.asked = 0;
    one.looks++;
    if (!answer.built()) {
      end(now, effects);
      return;
    }
    one.buckets.and(tree.differingBuckets(answer.groups()));
    if (one.buckets.isEmpty()) {
      whole(one, now, effects);
    } else {
      due(config.comparing().lookNanos(), now, effects);
    }
  }

  void keysRead(Purpose.OfKeys purpose, KeyPage page, Now now, List<LeaderlessEffect> effects) {
    switch (purpose) {
      case Purpose.Keys(NodeId to, long id) ->
          effects.add(new LeaderlessEffect.Send(to, new LeaderlessMessage.KeysAre(id, page)));
      case Purpose.OwnKeys(long id) -> ownKeysRead(id, page, now, effects);
    }
  }

  /// This home's own keys, to be held against the other's.
  private void ownKeysRead(long id, KeyPage mine, Now now, List<LeaderlessEffect> effects) {
    Comparison one = under;
    if (one == null || one.asked != id || one.theirs == null) {
      return;
    }
    one.asked = 0;
    one.isListed = one.hold(mine) || one.suspects.size() >= SUSPECT_COUNT_MAX;
    if (one.isListed && one.suspects.isEmpty()) {
      whole(one, now, effects);
    } else {
      ComparingConfig paces = config.comparing();
      due(one.isListed ? paces.lookNanos() : paces.pageNanos(), now, effects);
    }
  }

  /// Looks again at what is suspected, one key after the other.
  private void confirm(Comparison one, Now now, List<LeaderlessEffect> effects) {
    Comparison.Suspect next = one.suspects.peek();
    if (next == null) {
      whole(one, now, effects);
    } else if (fetching.seen().coversAll(next.until())) {
      one.asked = ids.next();
      effects.add(new LeaderlessEffect.ReadItem(next.place(), new Purpose.Suspect(one.asked)));
      due(config.fetchTimeoutNanos(), now, effects);
    } else if (++one.confirmLooks > CONFIRM_LOOKS_MAX) {
      end(now, effects);
    } else {
      due(config.comparing().lookNanos(), now, effects);
    }
  }

  /// The item of a suspected key, read after this home had seen all that the other had.
  void suspectRead(long id, Item item, Now now, List<LeaderlessEffect> effects) {
    Comparison one = under;
    if (one == null || one.asked != id) {
      return;
    }
    one.asked = 0;
    Comparison.Suspect suspect = one.suspects.remove();
    List<Dot> still = suspect.stillThere(item);
    if (!still.isEmpty()) {
      differs(one, suspect, still, effects);
    }
    confirm(one, now, effects);
  }

  private void differs(
      Comparison one, Comparison.Suspect suspect, List<Dot> still, List<LeaderlessEffect> out) {
    one.differing.add(suspect.place());
    Findings findings = findingsOf.computeIfAbsent(one.peer, _ -> new Findings());
    if (findings.differing.size() < SUSPECT_COUNT_MAX && findings.differing.add(suspect.place())) {
      findings.found++;
      out.add(new LeaderlessEffect.Differs(one.peer, suspect.place(), still, suspect.theirs()));
    }
  }

  private void whole(Comparison one, Now now, List<LeaderlessEffect> effects) {
    Findings findings = findingsOf.computeIfAbsent(one.peer, _ -> new Findings());
    findings.count++;
    findings.endedNanos = now.monotonicNanos();
    findings.keys = tree.keys();
    findings.differing = one.differing;
    end(now, effects);
  }
}
