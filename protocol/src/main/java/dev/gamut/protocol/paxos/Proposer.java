package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decides one change of a key after the other, from any home: Paxos (Lamport 2001) run again and
/// again a key, as CASPaxos does (Rystsov 2018), with a commit that puts the decision into the
/// item, as Cassandra does. Two round trips; one when the same proposer decided the last.
///
/// An operation that has proposed has perhaps been decided until the opposite is decided: its fate
/// is looked up in what a quorum holds, and before it is said to have failed, nothing is decided at
/// a higher ballot.
public final class Proposer {
  /// Keys whose last ballot is remembered, so that the next operation needs one round trip.
  private static final int KEYS_MAX = 10_000;

  private final NodeId self;
  private Acceptors acceptors;
  private final long proposer;
  private final PaxosConfig config;
  private final Entropy entropy;

  /// Only looked up: the order of its values is nobody's.
  private final Map<Bytes, KeyRound> keys = new HashMap<>();

  private final Map<Long, KeyRound> byRound = new LinkedHashMap<>();
  private final Map<Long, KeyRound> byOperation = new HashMap<>();
  private final RoundTimer timer = new RoundTimer();
  private long lastId;

  /// This home's acceptor refuses ballots of rounds below.
  private long floor;

  /// @param origin of this replica: makes its ballots its own
  /// @param seed differs between starts: for pauses, numbers of rounds, and names in ballots
  public Proposer(NodeId self, Acceptors acceptors, long origin, PaxosConfig config, long seed) {
    this.self = self;
    this.acceptors = acceptors;
    this.config = config;
    this.entropy = Entropy.seeded(seed);
    this.lastId = entropy.nextLong() >>> 8;
    this.proposer = Ballot.newProposer(origin, entropy);
  }

  public void step(PaxosEvent event, Now now, List<PaxosEffect> effects) {
    switch (event) {
      case PaxosEvent.Begin(long operation, Bytes name) -> begin(operation, name, now, effects);
      case PaxosEvent.Propose(long operation, Bytes proposal) ->
          propose(operation, KeyRound.Aim.OWN, proposal, now, effects);
      case PaxosEvent.ProposeNothing(long operation, Bytes view) ->
          propose(operation, KeyRound.Aim.NOTHING, view, now, effects);
      case PaxosEvent.Finish(long operation) -> finish(operation, now, effects);
      case PaxosEvent.Received(NodeId from, PaxosMessage.Answer answer) ->
          received(from, answer, now, effects);
      case PaxosEvent.Raised(long refusedBelow) -> floor = Math.max(floor, refusedBelow);
      case PaxosEvent.TimerFired() -> timerFired(now, effects);
    }
  }

  /// Others promise and accept from now on. What some of the former have promised or accepted may
  /// not be enough of them: every round begins anew.
  public void become(Acceptors next, Now now, List<PaxosEffect> effects) {
    acceptors = next;
    keys.values().forEach(key -> key.held = null);
    for (KeyRound key : List.copyOf(byRound.values())) {
      if (key.isAsking()) {
        prepare(key, now, effects);
      } else {
        key.isVoid = true;
      }
    }
  }

  private void begin(long operation, Bytes name, Now now, List<PaxosEffect> effects) {
    KeyRound key = keys.computeIfAbsent(name, KeyRound::new);
    key.operations.add(new KeyRound.Operation(operation));
    byOperation.put(operation, key);
    if (key.phase == KeyRound.Phase.IDLE) {
      next(key, now, effects);
    }
  }

  /// Begins the first operation of a key.
  private void next(KeyRound key, Now now, List<PaxosEffect> effects) {
    Ballot held = key.held;
    Ballot following = held == null || BallotFloor.isBelow(held, floor) ? null : held.following();
    if (held == null || following == null) {
      prepare(key, now, effects);
      return;
    }
    // Nobody has come between as far as is known; acceptors will say if somebody has.
    newRound(key, following, held);
    effects.add(key.choose(List.of()));
  }

  private void newRound(KeyRound key, Ballot ballot, Ballot after) {
    byRound.remove(key.id);
    key.renew(++lastId, ballot, after);
    byRound.put(key.id, key);
  }

  private void prepare(KeyRound key, Now now, List<PaxosEffect> effects) {
    key.held = null;
    Ballot ballot = key.highest.next(proposer, Math.max(floor, now.wallMillis()));
    newRound(key, ballot, ballot);
    key.phase = KeyRound.Phase.PREPARE;
    send(key, now, effects);
  }

  /// Sends what the key's round is about to every acceptor that has not answered.
  private void send(KeyRound key, Now now, List<PaxosEffect> effects) {
    due(key, now.monotonicNanos() + config.resendNanos(), effects);
    for (NodeId acceptor : acceptors.asked()) {
      PaxosMessage message = key.messageTo(acceptor, self);
      if (message != null) {
        effects.add(new PaxosEffect.Send(acceptor, message));
      }
    }
  }

  private void due(KeyRound key, long atNanos, List<PaxosEffect> effects) {
    key.dueNanos = atNanos;
    timer.ensure(atNanos, effects);
  }

  private void received(
      NodeId from, PaxosMessage.Answer answer, Now now, List<PaxosEffect> effects) {
    KeyRound key = byRound.get(answer.id());
    if (key == null) {
      return;
    }
    switch (answer) {
      case PaxosMessage.Promise promise -> promised(key, from, promise, now, effects);
      case PaxosMessage.Accepted(_, Ballot ballot) -> accepted(key, from, ballot, now, effects);
      case PaxosMessage.Refused refused -> refused(key, from, refused, now, effects);
      case PaxosMessage.Committed(_, Ballot ballot) -> {
        if (key.phase == KeyRound.Phase.COMMIT_HERE
            && from.equals(self)
            && ballot.equals(key.ballot)) {
          committed(key, now, effects);
        }
      }
    }
  }

  private void promised(
      KeyRound key, NodeId from, PaxosMessage.Promise promise, Now now, List<PaxosEffect> effects) {
    if (key.phase != KeyRound.Phase.PREPARE || !promise.ballot().equals(key.ballot)) {
      return;
    }
    key.promises.put(from, promise);
    key.forgetOutdated();
    if (!acceptors.isQuorum(key.promises.keySet())) {
      return;
    }
    PaxosMessage.Promise doubtful = key.doubtful();
    if (doubtful == null) {
      effects.add(key.choose(key.views()));
    } else {
      key.aim = KeyRound.Aim.ANOTHERS;
      key.proposal = doubtful.state().proposal();
      accept(key, now, effects);
    }
  }

  private void propose(
      long operation, KeyRound.Aim aim, Bytes proposal, Now now, List<PaxosEffect> effects) {
    KeyRound key = choosing(operation);
    key.aim = aim;
    key.proposal = proposal;
    if (key.isVoid) {
      prepare(key, now, effects);
      return;
    }
    key.operations.getFirst().proposed |= aim == KeyRound.Aim.OWN;
    accept(key, now, effects);
  }

  /// Whether whatever it proposes now counts for nothing: others promise, and it is asked again.
  public boolean isVoid(long operation) {
    return choosing(operation).isVoid;
  }

  private KeyRound choosing(long operation) {
    KeyRound key = byOperation.get(operation);
    if (key == null || key.phase != KeyRound.Phase.CHOOSE) {
      throw new IllegalStateException("operation " + operation + " has nothing to choose");
    }
    return key;
  }

  /// First here: a proposal, with the dot in it, is durable at its proposer before anybody else has
  /// it, so that no crash can give the dot twice.
  private void accept(KeyRound key, Now now, List<PaxosEffect> effects) {
    key.phase = KeyRound.Phase.ACCEPT_HERE;
    send(key, now, effects);
  }

  private void accepted(
      KeyRound key, NodeId from, Ballot ballot, Now now, List<PaxosEffect> effects) {
    if (!key.isAccepting() || !ballot.equals(key.ballot) || key.accepted.contains(from)) {
      return;
    }
    key.accepted.add(from);
    boolean here = key.phase == KeyRound.Phase.ACCEPT_HERE;
    key.phase = KeyRound.Phase.ACCEPT;
    if (acceptors.isQuorum(key.accepted)) {
      decided(key, now, effects);
    } else if (here) {
      send(key, now, effects);
    }
  }

  private void decided(KeyRound key, Now now, List<PaxosEffect> effects) {
    for (NodeId acceptor : acceptors.asked()) {
      if (!acceptor.equals(self)) {
        effects.add(new PaxosEffect.Send(acceptor, key.commit()));
      }
    }
    key.refusals = 0;
    if (key.aim != KeyRound.Aim.ANOTHERS) {
      long done = key.operations.removeFirst().id;
      byOperation.remove(done);
      effects.add(key.outcome(done));
    }
    key.phase = KeyRound.Phase.COMMIT_HERE;
    send(key, now, effects);
  }

  /// The decision is applied here: the next operation may look at it.
  private void committed(KeyRound key, Now now, List<PaxosEffect> effects) {
    key.held = key.isVoid ? null : key.ballot;
    goOn(key, now, effects);
  }

  private void goOn(KeyRound key, Now now, List<PaxosEffect> effects) {
    if (key.operations.isEmpty()) {
      key.phase = KeyRound.Phase.IDLE;
      byRound.remove(key.id);
      key.dueNanos = Long.MAX_VALUE;
      if (keys.size() > KEYS_MAX) {
        keys.remove(key.name);
      }
    } else {
      next(key, now, effects);
    }
  }

  private void finish(long operation, Now now, List<PaxosEffect> effects) {
    KeyRound key = choosing(operation);
    key.operations.removeFirst();
    byOperation.remove(operation);
    key.refusals = 0;
    goOn(key, now, effects);
  }

  private void refused(
      KeyRound key, NodeId from, PaxosMessage.Refused refused, Now now, List<PaxosEffect> effects) {
    Ballot promised = refused.promised();
    key.highest = promised.compareTo(key.highest) > 0 ? promised : key.highest;
    if (!key.isAsking() || !refused.ballot().equals(key.ballot)) {
      return;
    }
    if (promised.compareTo(key.ballot) > 0) {
      pause(key, now, effects);
    } else if (key.isStuck(from, self, acceptors)) {
      // One that only lacks the decision that this round continues is no reason to give up.
      prepare(key, now, effects);
    }
  }

  private void pause(KeyRound key, Now now, List<PaxosEffect> effects) {
    key.held = null;
    key.phase = KeyRound.Phase.PAUSE;
    long most = Math.min(config.backoffNanosMax(), config.backoffNanosMin() << key.refusals);
    key.refusals = Math.min(key.refusals + 1, 16);
    due(key, now.monotonicNanos() + entropy.below(most), effects);
  }

  private void timerFired(Now now, List<PaxosEffect> effects) {
    timer.fired();
    long next = Long.MAX_VALUE;
    for (KeyRound key : List.copyOf(byRound.values())) {
      if (now.monotonicNanos() < key.dueNanos) {
        next = Math.min(next, key.dueNanos);
      } else if (key.phase == KeyRound.Phase.PAUSE || key.isStuck()) {
        prepare(key, now, effects);
      } else {
        send(key, now, effects);
      }
    }
    timer.ensure(next, effects);
  }
}
