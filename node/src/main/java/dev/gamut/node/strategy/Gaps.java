package dev.gamut.node.strategy;

import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.LogLine;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.leaderless.Handed;
import dev.gamut.protocol.leaderless.Leaderless;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.protocol.paxos.AcceptorState;
import dev.gamut.protocol.paxos.CollectingEvent;
import java.util.List;

/// Closes the gaps that a replica which is gone has left among its dots: writes that it began, and
/// that nobody has who is left. While there is one, no base gets beyond it, and no tombstone behind
/// it is collected.
///
/// Such a dot is void: it is in no item, and gets into none any more, unless it is part of a
/// proposal that somebody has accepted and that may be decided yet. So the first home hears what
/// everybody has seen who takes part in this epoch, looks through all that acceptors are in doubt
/// of, and then sees the dots that are nowhere, without a value. The others fetch that from it.
final class Gaps {
  private final ReplicaHost host;
  private final Leaderless core;
  private final LeaderlessLog log;
  private final Runnable seenMore;
  private final Survey survey;
  private PartitionDescriptor descriptor;

  /// What is looked for.
  private Frontier looked = Frontier.EMPTY;

  private Frontier closing = Frontier.EMPTY;

  /// @param survey of all acceptors, this home's too
  Gaps(ReplicaHost host, PartitionDescriptor descriptor, Relocation.Shared replica, Survey survey) {
    this.host = host;
    this.descriptor = descriptor;
    this.core = replica.core();
    this.log = replica.log();
    this.seenMore = replica.seenMore();
    this.survey = survey;
  }

  /// The catalog's next epoch has begun.
  void become(PartitionDescriptor next) {
    descriptor = next;
    looked = Frontier.EMPTY;
  }

  /// Now and then.
  void tend() {
    Frontier all = isMine() && core.seen().coversAll(closing) ? core.fetching().everybodys() : null;
    Frontier gaps = all == null ? Frontier.EMPTY : gaps(all);
    if (gaps.isEmpty()) {
      looked = Frontier.EMPTY;
    } else if (looked.isEmpty()) {
      looked = gaps;
      survey.begin(descriptor.replicas());
      survey.goOn();
    } else if (survey.isDone()) {
      close(looked.meet(gaps).minus(survey.told()));
      looked = Frontier.EMPTY;
    } else {
      survey.goOn();
    }
  }

  private boolean isMine() {
    PartitionDescriptor.Peers peers = descriptor.peers();
    return descriptor.replicas().getFirst().equals(host.self())
        && peers.move() == null
        && peers.rebuilding().isEmpty();
  }

  /// Of replicas that are gone.
  private Frontier gaps(Frontier all) {
    Frontier gaps = Frontier.EMPTY;
    for (long origin : descriptor.peers().former()) {
      if (all.last(origin) > all.base(origin)) {
        gaps = gaps.join(Frontier.ofRange(origin, 1, all.last(origin)).minus(all));
      }
    }
    return gaps;
  }

  /// What an acceptor holds.
  void took(NodeId sender, AcceptorPages.Page page) {
    if (!survey.took(sender, page)) {
      return;
    }
    for (CollectingEvent.Held entry : page.entries()) {
      if (entry.state().isInDoubt() && !Defect.VOID_WHAT_IS_IN_DOUBT.isPlanted()) {
        looked = looked.minus(dots(entry.state()));
      }
    }
    survey.goOn();
  }

  private static Frontier dots(AcceptorState state) {
    return switch (PaxosRecord.proposal(state.proposal())) {
      case LogRecord.Take(Write write) -> Frontier.of(write.dot());
      case LogRecord.Merge(List<Handed> items) ->
          items.stream().map(Handed::dots).reduce(Frontier.EMPTY, Frontier::join);
      default -> throw new IllegalStateException("nothing that is proposed: " + state);
    };
  }

  /// Noted with a place, though nothing is there, so that the others can fetch it.
  private void close(Frontier gaps) {
    if (gaps.isEmpty()) {
      return;
    }
    closing = gaps;
    host.event(LogLine.of("gaps-closed", "partition", descriptor.id(), "writes", gaps.dotCount()));
    Handed nothing = new Handed(descriptor.from(), Item.NOTHING, gaps);
    LogRecord record = new LogRecord.Merge(List.of(nothing));
    log.append(record.encode(), HybridTime.ZERO, _ -> seenMore.run());
  }
}
