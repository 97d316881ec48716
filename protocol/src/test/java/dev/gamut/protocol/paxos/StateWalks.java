package dev.gamut.protocol.paxos;

import static java.util.Objects.requireNonNull;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A node's [Collecting], which walks through its states a key at a time.
final class StateWalks {
  private final PaxosNode node;
  private final Collecting collecting;

  /// By operation, below zero: it only finishes what is in doubt.
  private final Map<Long, Bytes> finishing = new HashMap<>();

  private long lastOperation;
  private final ArrayDeque<CollectingEvent> waiting = new ArrayDeque<>();

  StateWalks(PaxosNode node, long quietNanos) {
    this.node = node;
    this.collecting = new Collecting(new CollectingConfig(quietNanos, 1, 1));
    this.lastOperation = -1_000_000L * node.id.value();
  }

  void become(List<NodeId> homes, boolean moving) {
    collecting.become(homes.stream().filter(home -> !home.equals(node.id)).toList(), moving);
  }

  void tick(Now now) {
    step(new CollectingEvent.Tick(node.floor(), node.states.size()), now);
  }

  void received(NodeId from, PaxosMessage.OfFloor message, Now now) {
    step(new CollectingEvent.Received(from, message), now);
  }

  void finished(long operation, Now now) {
    step(new CollectingEvent.Finished(requireNonNull(finishing.remove(operation))), now);
  }

  private void step(CollectingEvent event, Now now) {
    waiting.add(event);
    for (CollectingEvent next = waiting.poll(); next != null; next = waiting.poll()) {
      List<CollectingEffect> effects = new ArrayList<>();
      collecting.step(next, now, effects);
      effects.forEach(effect -> carryOut(effect, now));
    }
  }

  private void carryOut(CollectingEffect effect, Now now) {
    switch (effect) {
      case CollectingEffect.Send(NodeId to, PaxosMessage.OfFloor message) -> node.send(to, message);
      case CollectingEffect.Log(PaxosMessage message) -> node.log(message);
      case CollectingEffect.Walk(long lap, Bytes from) -> waiting.add(walk(lap, from));
      case CollectingEffect.Finish(Bytes key) -> {
        finishing.put(--lastOperation, key);
        node.step(new PaxosEvent.Begin(lastOperation, key), now);
      }
    }
  }

  private CollectingEvent walk(long lap, Bytes from) {
    Map.Entry<Bytes, AcceptorState> state = node.states.ceilingEntry(from);
    if (state == null) {
      return new CollectingEvent.Walked(lap, List.of(), null);
    }
    return new CollectingEvent.Walked(
        lap,
        List.of(new CollectingEvent.Held(state.getKey(), state.getValue())),
        node.states.higherKey(state.getKey()));
  }
}
