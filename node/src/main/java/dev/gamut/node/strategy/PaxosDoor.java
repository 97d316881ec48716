package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import dev.gamut.protocol.leaderless.Handed;
import dev.gamut.protocol.leaderless.Leaderless;
import dev.gamut.protocol.leaderless.LeaderlessCodec;
import dev.gamut.protocol.leaderless.LeaderlessMessage;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.paxos.PaxosCodec;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The part of a leaderless replica that takes part in Paxos: its acceptor, which answers from the
/// log, and its proposer ([Conditional]).
final class PaxosDoor implements ConditionalHome {
  private final ReplicaHost host;
  private final Shared replica;
  private final long origin;
  private final Conditional conditional;
  private final StateCollector collector;

  /// Of the dots that this process gave to proposals, the last that is in the log.
  private long loggedSequence;

  /// What it shares with its replica.
  record Shared(
      LeaderlessMachine machine,
      Leaderless core,
      LeaderlessLog log,
      HandOver handOver,
      LeaderlessCalls calls,
      int channel,
      Runnable seenMore) {}

  PaxosDoor(
      ReplicaHost host, PartitionDescriptor descriptor, Shared replica, CollectingConfig config) {
    this.host = host;
    this.replica = replica;
    this.origin = descriptor.originOf(host.self());
    this.conditional =
        new Conditional(
            host,
            Roles.acceptors(descriptor, host.self()),
            origin,
            replica.machine().rules(),
            this);
    this.collector =
        new StateCollector(
            host,
            descriptor,
            new StateCollector.Shared(
                replica.machine(), replica.log(), conditional, replica.channel()),
            config);
  }

  /// The catalog's next epoch has begun.
  void become(PartitionDescriptor next) {
    conditional.become(Roles.acceptors(next, host.self()));
    collector.become(next);
  }

  /// Now and then: lets go of what nobody needs.
  void tend() {
    collector.tend();
  }

  /// Whether no caller waits for a decision, and nothing that this home proposed. What was decided
  /// need not be seen here.
  boolean isSettled() {
    return conditional.isIdle();
  }

  void begin(Call call) {
    Result.Refused wrong = replica.calls().terms().wrong(call);
    if (wrong != null) {
      call.answer(wrong, null);
      return;
    }
    switch (call.request().operation()) {
      case Operation.Write write -> conditional.begin(call, write.place());
      case Operation.Get(Bytes place) -> conditional.begin(call, place);
      default -> throw new IllegalStateException("not for one key: " + call);
    }
  }

  /// Finds out what became of a dot that the last process gave to a proposal.
  void resume(GivenDots.Given given) {
    conditional.resume(given.place(), given.version());
  }

  void receive(NodeId from, ByteReader in) throws MalformedException {
    if (!replica.machine().rules().home()) {
      throw new MalformedException("a fallback neither promises nor accepts");
    }
    PaxosMessage message = PaxosCodec.read(in);
    check(message);
    switch (message) {
      case PaxosMessage.Prepare _, PaxosMessage.Accept _, PaxosMessage.Commit _ ->
          hear(from, message);
      case PaxosMessage.Answer answer -> conditional.received(from, answer);
      case PaxosMessage.OfFloor ofFloor -> collector.received(from, ofFloor);
      case PaxosMessage.Adopt _, PaxosMessage.Raise _, PaxosMessage.Drop _ ->
          throw new MalformedException("only a log has that");
    }
  }

  /// What Paxos carries without looking at it must be readable, before it is logged or believed.
  private static void check(PaxosMessage message) throws MalformedException {
    switch (message) {
      case PaxosMessage.Accept accept -> checkProposal(accept.key(), accept.proposal());
      case PaxosMessage.Commit commit -> checkProposal(commit.key(), commit.proposal());
      case PaxosMessage.Promise promise -> Item.decode(promise.view());
      case PaxosMessage.Prepare _,
          PaxosMessage.Accepted _,
          PaxosMessage.Refused _,
          PaxosMessage.Committed _,
          PaxosMessage.Adopt _,
          PaxosMessage.OfFloor _,
          PaxosMessage.Raise _,
          PaxosMessage.Drop _ -> {}
    }
  }

  private static void checkProposal(Bytes key, Bytes proposal) throws MalformedException {
    if (!LogRecord.decode(proposal).places().equals(List.of(key))) {
      throw new MalformedException("a proposal for another key");
    }
  }

  /// Without room it is as if the question had been lost: it is asked again, and what is left of
  /// the room is for what frees some. The same holds for what is stamped too far ahead: were it
  /// adopted, one wrong clock would stop all homes from writing until its time comes.
  private void hear(NodeId from, PaxosMessage question) {
    long ahead = replica.core().stamps().aheadMillis(stamp(question), now());
    if (ahead > 0 && !Defect.ACCEPT_ANY_STAMP.isPlanted()) {
      refuse(from, ahead);
    } else if (host.hasRoom()) {
      log(from, question);
    }
  }

  private void refuse(NodeId from, long aheadMillis) {
    if (!from.equals(host.self())) {
      LeaderlessMessage refusal = new LeaderlessMessage.ClockRefused(0, aheadMillis);
      host.send(from, out -> LeaderlessCodec.write(out.u8(LeaderlessReplica.PLAIN), refusal));
    }
  }

  private static HybridTime stamp(PaxosMessage question) {
    return switch (question) {
      case PaxosMessage.Commit commit -> PaxosRecord.proposal(commit.proposal()).time();
      case PaxosMessage.Accept accept -> PaxosRecord.proposal(accept.proposal()).time();
      default -> HybridTime.ZERO;
    };
  }

  /// The acceptor answers once the question is durable and applied.
  private void log(NodeId from, PaxosMessage question) {
    HybridTime stamp = stamp(question);
    if (question instanceof PaxosMessage.Commit commit
        && PaxosRecord.proposal(commit.proposal()) instanceof LogRecord.Take(Write write)) {
      replica.core().decided(write, now());
    }
    replica.core().stamps().adopt(stamp);
    replica
        .log()
        .append(
            PaxosRecord.encode(question),
            stamp,
            index -> {
              PaxosMessage answer = replica.machine().acceptor().take(index);
              replica.seenMore().run();
              if (answer != null) {
                send(from, answer);
              }
            });
  }

  /// The first proposal of a dot is logged with or without room, like any write that was taken from
  /// a caller. If it were dropped, the dots behind it would be in the log and this one not, and
  /// after a crash nobody would know that nothing came of it.
  @Override
  public void ask(PaxosMessage question) {
    if (bringsDot(question)) {
      log(host.self(), question);
    } else {
      hear(host.self(), question);
    }
  }

  private boolean bringsDot(PaxosMessage question) {
    if (question instanceof PaxosMessage.Accept accept
        && PaxosRecord.proposal(accept.proposal()) instanceof LogRecord.Take(Write write)
        && write.dot().origin() == origin
        && write.dot().sequence() > loggedSequence) {
      loggedSequence = write.dot().sequence();
      return true;
    }
    return false;
  }

  @Override
  public void send(NodeId to, PaxosMessage message) {
    if (to.equals(host.self()) && message instanceof PaxosMessage.Answer answer) {
      conditional.received(to, answer);
    } else {
      host.send(to, out -> PaxosCodec.write(out.u8(replica.channel()), message));
    }
  }

  @Override
  public void item(Bytes place, Consumer<Item> answer) {
    replica.handOver().item(place, answer);
  }

  private Now now() {
    return new Now(host.monotonicNanos(), host.wallMillis());
  }

  @Override
  public @Nullable Version give(HybridTime after) {
    return replica.core().give(after, now());
  }

  @Override
  public HybridTime stamp(HybridTime after) {
    return replica.core().stamps().again(after, now());
  }

  @Override
  public @Nullable Version decided(Attempt attempt) {
    Call call = attempt.call;
    return call == null
        ? null
        : replica.core().known(attempt.place, WriteName.of(call.request().envelope().operation()));
  }

  @Override
  public void settle(Bytes place, Dot dot) {
    Handed nothing = new Handed(place, Item.NOTHING, Frontier.of(dot));
    LogRecord.Merge record = new LogRecord.Merge(List.of(nothing));
    replica.log().append(record.encode(), record.time(), _ -> replica.seenMore().run());
  }

  @Override
  public void keep(Bytes place, Item known) {
    if (replica.machine().rules().lost(place, known).isEmpty()
        || Defect.DECIDE_WITHOUT_LEDGER.isPlanted()) {
      return;
    }
    LogRecord.Merge record = new LogRecord.Merge(List.of(Handed.of(place, known)));
    replica.core().stamps().adopt(record.time());
    replica.log().append(record.encode(), record.time(), _ -> replica.seenMore().run());
  }

  @Override
  public void answer(Call call, Result result, List<NodeId> answered) {
    call.answer(result, replica.calls().receipts().ofDecision(call, result, answered));
  }

  void close() {
    collector.close();
    conditional.close();
  }
}
