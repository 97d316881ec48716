package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A proposer and an acceptor over a disk that forgets what was not synced.
final class PaxosNode {
  final NodeId id;
  private Acceptors acceptors;
  private final BiConsumer<PaxosNode, PaxosEffect> outside;
  private final ArrayDeque<Question> unsynced = new ArrayDeque<>();

  /// Applied, and so durable.
  final Map<Bytes, AcceptorState> states = new TreeMap<>();

  final Map<Bytes, Chain> items = new TreeMap<>();
  private Proposer proposer;
  private long starts;
  private final ArrayDeque<PaxosEvent> waiting = new ArrayDeque<>();
  private boolean stepping;
  long timerNanos = Long.MAX_VALUE;
  boolean up = true;

  private record Question(NodeId from, PaxosMessage message) {}

  PaxosNode(NodeId id, List<NodeId> all, BiConsumer<PaxosNode, PaxosEffect> outside) {
    this.id = id;
    this.acceptors = Acceptors.of(all);
    this.outside = outside;
    this.proposer = fresh();
  }

  private Proposer fresh() {
    return new Proposer(
        id, acceptors, id.value(), PaxosConfig.defaults(), 100L * id.value() + ++starts);
  }

  /// The epoch of the homes that it knows, durable.
  int epoch;

  /// @param now null in the beginning
  void enter(int next, Acceptors then, @Nullable Now now) {
    epoch = next;
    acceptors = then;
    if (now == null || !up) {
      proposer = fresh();
      return;
    }
    List<PaxosEffect> effects = new ArrayList<>();
    proposer.become(then, now, effects);
    effects.forEach(this::carryOut);
  }

  /// It is another replica from now on, that has nothing.
  void wipe() {
    states.clear();
    items.clear();
    unsynced.clear();
    proposer = fresh();
  }

  /// What another holds, as one that joins.
  void takeOver(PaxosNode other) {
    if (!Defect.JOIN_WITHOUT_PROMISES.isPlanted()) {
      other.states.forEach((key, state) -> states.put(key, state(key).adopt(state)));
    }
    other.items.forEach((key, chain) -> items.put(key, item(key).longer(chain)));
  }

  void crash() {
    up = false;
    unsynced.clear();
    timerNanos = Long.MAX_VALUE;
  }

  void restart() {
    up = true;
    proposer = fresh();
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
      case PaxosMessage.Prepare _, PaxosMessage.Accept _, PaxosMessage.Commit _ ->
          unsynced.add(new Question(from, message));
      case PaxosMessage.Adopt _ -> throw new IllegalStateException("only in a log");
      case PaxosMessage.Promise _,
          PaxosMessage.Accepted _,
          PaxosMessage.Refused _,
          PaxosMessage.Committed _ ->
          step(new PaxosEvent.Received(from, message), now);
    }
  }

  /// The oldest question becomes durable, is applied and answered.
  void sync() {
    Question asked = unsynced.remove();
    outside.accept(this, new PaxosEffect.Send(asked.from(), answer(asked.message())));
  }

  private PaxosMessage answer(PaxosMessage message) {
    return switch (message) {
      case PaxosMessage.Prepare(long id, Bytes key, Ballot ballot) -> {
        AcceptorState before = state(key);
        AcceptorState after = before.prepare(ballot);
        states.put(key, after);
        yield after.promised().equals(ballot)
            ? new PaxosMessage.Promise(id, ballot, after, item(key).encode())
            : new PaxosMessage.Refused(id, ballot, before.promised());
      }
      case PaxosMessage.Accept(long id, Bytes key, Ballot ballot, Ballot then, Bytes proposal) -> {
        AcceptorState before = state(key);
        AcceptorState after = before.accept(ballot, then, proposal);
        states.put(key, after);
        yield after.accepted().equals(ballot)
            ? new PaxosMessage.Accepted(id, ballot)
            : new PaxosMessage.Refused(id, ballot, before.promised());
      }
      case PaxosMessage.Commit(long id, Bytes key, Ballot ballot, Bytes proposal) -> {
        states.put(key, state(key).commit(ballot));
        items.put(key, item(key).longer(Chain.decode(proposal)));
        yield new PaxosMessage.Committed(id, ballot);
      }
      default -> throw new AssertionError("not for an acceptor: " + message);
    };
  }

  private AcceptorState state(Bytes key) {
    return states.getOrDefault(key, AcceptorState.NOTHING);
  }
}
