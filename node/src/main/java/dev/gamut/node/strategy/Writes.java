package dev.gamut.node.strategy;

import dev.gamut.model.Level;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.Command;
import dev.gamut.protocol.raft.Proposal;
import dev.gamut.protocol.raft.RaftEffect;
import dev.gamut.protocol.raft.RaftEvent;
import dev.gamut.wire.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The writes that a leader has under way: gathered in a turn, proposed as one batch, waiting for
/// their place in the log and then for their outcome.
final class Writes {
  private final PartitionDescriptor descriptor;
  private final Reader reader;
  private final List<Call> arrived = new ArrayList<>();

  /// In the order of proposal ids, which is the order in which the core answers them.
  private final ArrayDeque<Proposed> proposed = new ArrayDeque<>();

  /// In the order of the log.
  private final ArrayDeque<Appended> appended = new ArrayDeque<>();

  private long lastId;

  private record Proposed(long id, Call call) {}

  private record Appended(long index, long term, Call call) {}

  Writes(PartitionDescriptor descriptor, Reader reader) {
    this.descriptor = descriptor;
    this.reader = reader;
  }

  void arrive(Call call) {
    arrived.add(call);
  }

  void propose(Consumer<RaftEvent> step) {
    if (arrived.isEmpty()) {
      return;
    }
    List<Proposal> proposals = new ArrayList<>(arrived.size());
    for (Call call : arrived) {
      Command command =
          new Command(
              descriptor.epoch(),
              call.request().envelope().operation(),
              call.request().operation());
      proposals.add(new Proposal(++lastId, command.encode()));
      proposed.add(new Proposed(lastId, call));
    }
    arrived.clear();
    step.accept(new RaftEvent.Propose(proposals));
  }

  void appended(RaftEffect.ProposalAppended event) {
    appended.add(new Appended(event.index(), event.term(), next(event.id())));
  }

  void refused(RaftEffect.ProposalRefused event) {
    Call call = next(event.id());
    switch (event.reason()) {
      case NOT_LEADER, TRANSFERRING -> call.answer(Refusals.notLeader(event.leader()), null);
      case TOO_MUCH_UNCOMMITTED ->
          call.answer(
              new Result.Refused(
                  Result.Reason.OVERLOADED,
                  "the partition's followers are behind with what is under way",
                  50,
                  null),
              null);
    }
  }

  private Call next(long id) {
    Proposed first = proposed.remove();
    if (first.id() != id) {
      throw new IllegalStateException("proposal " + id + " answered before " + first.id());
    }
    return first.call();
  }

  /// Answers whoever waits for an entry that is now in the store.
  void applied(Applier.Applied applied) {
    long index = applied.entry().index();
    while (!appended.isEmpty() && appended.getFirst().index() <= index) {
      Appended first = appended.removeFirst();
      if (first.index() == index && first.term() == applied.entry().term()) {
        Reader.Given given =
            new Reader.Given(Level.Kind.LINEARIZABLE, descriptor.replicas(), index);
        first
            .call()
            .answer(applied.result(), reader.receipt(first.call(), given, applied.result()));
      } else {
        // Its place was taken by another leader's entry.
        answerUnknown(first.call());
      }
    }
  }

  /// What was proposed may still be committed by the next leader, or may not: unknown. A retry with
  /// the same operation id will find out.
  void leadershipLost() {
    appended.forEach(waiting -> answerUnknown(waiting.call()));
    appended.clear();
  }

  private static void answerUnknown(Call call) {
    call.answer(new Result.Written(new Outcome.Unknown(Outcome.Cause.LEADER_CHANGED)), null);
  }

  void close() {
    arrived.forEach(call -> call.refuse(Result.Reason.DRAINING, "the replica stops"));
    arrived.clear();
    proposed.forEach(waiting -> answerUnknown(waiting.call()));
    proposed.clear();
    leadershipLost();
  }
}
