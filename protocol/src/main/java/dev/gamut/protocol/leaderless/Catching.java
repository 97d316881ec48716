package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a home gets what others have seen for a while and it has not. It *fetches* the keys of what
/// it lacks from one that knows them. When nobody does any more, because it was away for so long,
/// it *walks* through all that one of them holds.
///
/// One question is under way at a time, and the next is asked when the last answer is durable, so a
/// replica that missed much takes it at its own pace.
final class Catching {
  private final Homes homes;
  private final LeaderlessConfig config;
  private final Ids ids;
  private final Presence presence;
  private final Map<NodeId, Peer> peers;
  private @Nullable Question asked;
  private @Nullable Walk walk;

  private record Question(long id, NodeId of, long untilNanos) {}

  /// A walk through what another holds, perhaps interrupted.
  ///
  /// @param had what it had seen when that began: at the end this replica has seen that too
  private record Walk(NodeId of, Frontier had, Bytes from) {}

  Catching(
      Homes homes, LeaderlessConfig config, Ids ids, Presence presence, Map<NodeId, Peer> peers) {
    this.homes = homes;
    this.config = config;
    this.ids = ids;
    this.presence = presence;
    this.peers = peers;
  }

  boolean isBusy() {
    return asked != null;
  }

  /// Asks the one that has most of what is missing for long enough; rather one that is present, and
  /// knows which keys that are.
  void beginIfDue(Frontier seen, Now now, List<LeaderlessEffect> effects) {
    if (asked != null && now.monotonicNanos() < asked.untilNanos()) {
      return;
    }
    if (asked != null) {
      presence.silent(asked.of());
      asked = null;
    }
    NodeId best = null;
    Peer of = null;
    for (Map.Entry<NodeId, Peer> entry : peers.entrySet()) {
      Peer peer = entry.getValue();
      if (peer.isLackedFor(config.exchangeNanos(), now)
          && mayBeAsked(peer, seen)
          && (of == null || compare(entry.getKey(), peer, best, of) > 0)) {
        best = entry.getKey();
        of = peer;
      }
    }
    if (best == null || of == null) {
      return;
    }
    if (of.isForgotten()) {
      if (walk == null || !walk.of().equals(best)) {
        walk = new Walk(best, of.seen(), Bytes.EMPTY);
      }
      walk(walk, now, effects);
    } else {
      fetch(best, of.lacked().minus(seen), now, effects);
    }
  }

  /// Who is no home may have seen what it does not hold any more: it forgot it once every home had
  /// it, so it is in what any home tells first, but for one that joins or has lost what it had. A
  /// walk through what such a one holds makes up only for what no home has.
  private boolean mayBeAsked(Peer peer, Frontier seen) {
    if (peer.home || !peer.isForgotten()) {
      return true;
    }
    List<Peer> elders = homes.elders().stream().map(peers::get).filter(Objects::nonNull).toList();
    List<Peer> heard = elders.stream().filter(Peer::isHeard).toList();
    return heard.isEmpty()
        ? elders.isEmpty()
        : heard.stream().allMatch(home -> seen.coversAll(home.first()));
  }

  private int compare(NodeId one, Peer of, @Nullable NodeId other, Peer than) {
    int present = Boolean.compare(other != null && presence.isAway(other), presence.isAway(one));
    int knowing = Boolean.compare(than.isForgotten(), of.isForgotten());
    if (present != 0 || knowing != 0) {
      return present != 0 ? present : knowing;
    }
    return Long.compare(of.lacked().dotCount(), than.lacked().dotCount());
  }

  private long ask(NodeId of, Now now) {
    long id = ids.next();
    asked = new Question(id, of, now.monotonicNanos() + config.fetchTimeoutNanos());
    return id;
  }

  private void fetch(NodeId from, Frontier wanted, Now now, List<LeaderlessEffect> effects) {
    long id = ask(from, now);
    effects.add(
        new LeaderlessEffect.Send(
            from, new LeaderlessMessage.Fetch(id, wanted, config.fetchBytesMax())));
  }

  private void walk(Walk on, Now now, List<LeaderlessEffect> effects) {
    walk = on;
    long id = ask(on.of(), now);
    effects.add(
        new LeaderlessEffect.Send(
            on.of(), new LeaderlessMessage.Walk(id, on.from(), config.fetchBytesMax())));
  }

  private boolean isAsked(NodeId from, long id) {
    return asked != null && asked.id() == id && asked.of().equals(from);
  }

  /// What was fetched arrived; it is merged, and then the next is fetched.
  ///
  /// @param believed those of its items that may be taken now
  void fetched(
      NodeId from,
      LeaderlessMessage.Fetched fetched,
      List<Handed> believed,
      List<LeaderlessEffect> effects) {
    if (!isAsked(from, fetched.id())) {
      return;
    }
    Peer peer = peers.get(from);
    if (fetched.items().isEmpty() && peer != null) {
      // What somebody else knows is fetched from there at the next exchange.
      peer.forgot();
      asked = null;
    } else if (!believed.isEmpty()) {
      effects.add(
          new LeaderlessEffect.Log(
              new LogRecord.Merge(believed), new Purpose.Fetched(fetched.id())));
    }
  }

  void merged(long id, Frontier seen, Now now, List<LeaderlessEffect> effects) {
    if (asked == null || asked.id() != id) {
      return;
    }
    NodeId from = asked.of();
    asked = null;
    Peer peer = peers.get(from);
    if (peer == null) {
      return;
    }
    Frontier left = peer.lacked().minus(seen);
    peer.compare(seen, now);
    if (!left.isEmpty()) {
      fetch(from, left, now, effects);
    }
  }

  /// Some of what the other holds arrived. All of it must be taken, or none of the rest: in the end
  /// this replica will say that it has seen all that the other had.
  void walked(
      NodeId from,
      LeaderlessMessage.Walked walked,
      List<Handed> believed,
      Now now,
      List<LeaderlessEffect> effects) {
    if (!isAsked(from, walked.id()) || believed.size() < walked.items().size()) {
      return;
    }
    if (believed.isEmpty()) {
      goOn(walked.id(), walked.next(), now, effects);
    } else {
      effects.add(
          new LeaderlessEffect.Log(
              new LogRecord.Merge(believed), new Purpose.Walked(walked.id(), walked.next())));
    }
  }

  /// What arrived on the walk is durable.
  void goOn(long id, @Nullable Bytes next, Now now, List<LeaderlessEffect> effects) {
    Walk under = walk;
    if (asked == null || asked.id() != id || under == null) {
      return;
    }
    if (next != null && !Defect.END_WALK_EARLY.isPlanted()) {
      walk(new Walk(under.of(), under.had(), next), now, effects);
      return;
    }
    walk = null;
    effects.add(
        new LeaderlessEffect.Log(new LogRecord.Caught(under.had()), new Purpose.Fetched(id)));
  }
}
