package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A proposer and an acceptor over a disk that forgets what was not synced.
final class PaxosNode {
  final NodeId id;
  private Acceptors acceptors;
  private final long quietNanos;
  private final BiConsumer<PaxosNode, PaxosEffect> outside;
  private final ArrayDeque<Question> unsynced = new ArrayDeque<>();

  /// Applied, and so durable.
  final NavigableMap<Bytes, AcceptorState> states = new TreeMap<>();

  final Map<Bytes, Chain> items = new TreeMap<>();
  private BallotFloor floor = BallotFloor.NONE;
  private Proposer proposer;
  private StateWalks walks;
  private long starts;
  private final ArrayDeque<PaxosEvent> waiting = new ArrayDeque<>();
  private boolean stepping;
  long timerNanos = Long.MAX_VALUE;
  boolean up = true;

  /// What its acceptor's log holds.
  private record Question(NodeId from, PaxosMessage message) {}

  /// @param quietNanos after which its states may be dropped
  PaxosNode(
      NodeId id, List<NodeId> all, long quietNanos, BiConsumer<PaxosNode, PaxosEffect> outside) {
    this.id = id;
    this.acceptors = Acceptors.of(all);
    this.quietNanos = quietNanos;
    this.outside = outside;
    begin();
  }

  /// A process of it begins.
  private void begin() {
    proposer =
        new Proposer(
            id, acceptors, id.value(), PaxosConfig.defaults(), 100L * id.value() + ++starts);
    walks = new StateWalks(this, quietNanos);
    walks.become(acceptors.asked(), moving);
  }

  /// The epoch of the homes that it knows, durable.
  int epoch;

  private boolean moving;

  /// @param changing whether a home is to be replaced
  /// @param now null in the beginning
  void enter(int next, Acceptors then, boolean changing, @Nullable Now now) {
    epoch = next;
    acceptors = then;
    moving = changing;
    if (now == null || !up) {
      begin();
      return;
    }
    List<PaxosEffect> effects = new ArrayList<>();
    proposer.become(then, now, effects);
    effects.forEach(this::carryOut);
    walks.become(then.asked(), changing);
  }

  /// It is another replica from now on, that has nothing.
  void wipe() {
    states.clear();
    items.clear();
    floor = BallotFloor.NONE;
    unsynced.clear();
    begin();
  }

  /// What another holds, as one that joins.
  void takeOver(PaxosNode other) {
    if (!Defect.JOIN_WITHOUT_PROMISES.isPlanted()) {
      other.states.forEach((key, state) -> states.put(key, state(key).adopt(state)));
      floor = floor.raisedTo(other.floor);
    }
    other.items.forEach((key, chain) -> items.put(key, item(key).longer(chain)));
  }

  BallotFloor floor() {
    return floor;
  }

  /// How many states it has dropped.
  int dropped;

  /// Some time has passed.
  void tick(Now now) {
    if (up) {
      step(new PaxosEvent.Raised(floor.refusedBelow()), now);
      walks.tick(now);
    }
  }

  StateWalks walks() {
    return walks;
  }

  /// Appends to its log.
  void log(PaxosMessage message) {
    unsynced.add(new Question(id, message));
  }

  void send(NodeId to, PaxosMessage message) {
    outside.accept(this, new PaxosEffect.Send(to, message));
  }

  void crash() {
    up = false;
    unsynced.clear();
    timerNanos = Long.MAX_VALUE;
  }

  void restart() {
    up = true;
    begin();
  }

  int unsyncedCount() {
    return unsynced.size();
  }

  Chain item(Bytes key) {
    return items.getOrDefault(key, Chain.EMPTY);
  }

  void step(PaxosEvent event, Now now) {
    if (!up) {
      return;
    }
    waiting.add(event);
    if (stepping) {
      return;
    }
    stepping = true;
    for (PaxosEvent next = waiting.poll(); next != null; next = waiting.poll()) {
      List<PaxosEffect> effects = new ArrayList<>();
      proposer.step(next, now, effects);
      effects.forEach(this::carryOut);
    }
    stepping = false;
  }

  private void carryOut(PaxosEffect effect) {
    if (effect instanceof PaxosEffect.SetTimer(long atNanos)) {
      timerNanos = atNanos;
    } else {
      outside.accept(this, effect);
    }
  }

  void receive(NodeId from, PaxosMessage message, Now now) {
    if (!up) {
      return;
    }
    switch (message) {
      case PaxosMessage.OfKey _ -> unsynced.add(new Question(from, message));
      case PaxosMessage.Answer answer -> step(new PaxosEvent.Received(from, answer), now);
      case PaxosMessage.OfFloor ofFloor -> walks.received(from, ofFloor, now);
      case PaxosMessage.Raise _, PaxosMessage.Drop _ ->
          throw new IllegalStateException("only in a log");
    }
  }

  /// The oldest entry of the log becomes durable, is applied and answered.
  void sync() {
    Question asked = unsynced.remove();
    switch (asked.message()) {
      case PaxosMessage.OfKey question -> answer(asked.from(), question);
      case PaxosMessage.Raise(BallotFloor to) -> floor = floor.raisedTo(to);
      case PaxosMessage.Drop(List<Bytes> keys, long settledBelow) -> {
        floor = floor.raisedTo(new BallotFloor(0, settledBelow));
        for (Bytes key : keys) {
          if (floor.mayDrop(state(key), settledBelow) && states.remove(key) != null) {
            dropped++;
          }
        }
      }
      case PaxosMessage.Answer _, PaxosMessage.OfFloor _ ->
          throw new IllegalStateException("not in a log");
    }
  }

  private void answer(NodeId from, PaxosMessage.OfKey question) {
    Bytes key = question.key();
    Acceptance taken = Acceptance.of(question, state(key), floor);
    if (taken.state().equals(AcceptorState.NOTHING)) {
      states.remove(key);
    } else {
      states.put(key, taken.state());
    }
    if (question instanceof PaxosMessage.Commit commit) {
      items.put(key, item(key).longer(Chain.decode(commit.proposal())));
    }
    PaxosMessage answer = taken.answer();
    if (answer instanceof PaxosMessage.Promise promise) {
      answer = promise.showing(item(key).encode());
    }
    if (answer != null) {
      send(from, answer);
    }
  }

  private AcceptorState state(Bytes key) {
    return states.getOrDefault(key, AcceptorState.NOTHING);
  }
}
