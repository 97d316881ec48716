package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.Now;
import dev.gamut.protocol.paxos.BallotFloor;
import dev.gamut.protocol.paxos.Collecting;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.paxos.CollectingEffect;
import dev.gamut.protocol.paxos.CollectingEvent;
import dev.gamut.protocol.paxos.PaxosCodec;
import dev.gamut.protocol.paxos.PaxosMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Has the acceptor of a home let go of the states of keys that nobody asks for any more:
/// [Collecting] between this node's doors, paced by its housekeeping.
final class StateCollector {
  private static final int PAGE_BYTES_MAX = 256 << 10;

  private final ReplicaHost host;
  private final Shared replica;
  private final Collecting collecting;
  private final AcceptorPages pages;
  private final ArrayDeque<CollectingEvent> waiting = new ArrayDeque<>();
  private boolean stepping;
  private boolean closed;

  /// What it shares with its replica.
  record Shared(
      LeaderlessMachine machine, LeaderlessLog log, Conditional conditional, int channel) {}

  StateCollector(
      ReplicaHost host, PartitionDescriptor descriptor, Shared replica, CollectingConfig config) {
    this.host = host;
    this.replica = replica;
    this.collecting = new Collecting(config);
    this.pages = new AcceptorPages(host, descriptor, replica.machine(), config.pageCount());
    become(descriptor);
  }

  void become(PartitionDescriptor next) {
    List<NodeId> others = new ArrayList<>(next.replicas());
    others.remove(host.self());
    boolean isWhole = next.peers().move() == null && next.peers().rebuilding().isEmpty();
    collecting.become(others, !isWhole);
  }

  /// Without room there is none to note what may go.
  void tend() {
    if (replica.machine().rules().home() && host.hasRoom()) {
      BallotFloor floor = replica.machine().acceptor().floor();
      replica.conditional().raised(floor.refusedBelow());
      step(new CollectingEvent.Tick(floor, replica.machine().acceptor().count()));
    }
  }

  void received(NodeId from, PaxosMessage.OfFloor message) {
    if (host.hasRoom()) {
      step(new CollectingEvent.Received(from, message));
    }
  }

  private void step(CollectingEvent event) {
    waiting.add(event);
    if (stepping || closed) {
      return;
    }
    stepping = true;
    for (CollectingEvent next = waiting.poll(); next != null; next = waiting.poll()) {
      List<CollectingEffect> effects = new ArrayList<>();
      collecting.step(next, new Now(host.monotonicNanos(), host.wallMillis()), effects);
      effects.forEach(this::carryOut);
    }
    stepping = false;
  }

  private void carryOut(CollectingEffect effect) {
    switch (effect) {
      case CollectingEffect.Send(NodeId to, PaxosMessage.OfFloor message) ->
          host.send(to, out -> PaxosCodec.write(out.u8(replica.channel()), message));
      case CollectingEffect.Log(PaxosMessage record) ->
          replica.log().append(PaxosRecord.encode(record), HybridTime.ZERO, _ -> {});
      case CollectingEffect.Walk(long lap, Bytes from) ->
          pages.read(
              lap,
              from,
              PAGE_BYTES_MAX,
              page -> step(new CollectingEvent.Walked(lap, page.entries(), page.next())));
      case CollectingEffect.Finish(Bytes key) ->
          replica.conditional().decide(key, () -> step(new CollectingEvent.Finished(key)));
    }
  }

  void close() {
    closed = true;
  }
}
