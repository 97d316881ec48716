package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a proposer knows of a key: the operations that want it, and the round that is under way.
final class KeyRound {
  enum Phase {
    IDLE,
    PREPARE,
    CHOOSE,
    ACCEPT_HERE,
    ACCEPT,
    COMMIT_HERE,
    PAUSE
  }

  /// What is proposed, and for whom.
  enum Aim {
    OWN,
    NOTHING,
    ANOTHERS
  }

  static final class Operation {
    final long id;
    boolean proposed;

    Operation(long id) {
      this.id = id;
    }
  }

  final Bytes name;
  final ArrayDeque<Operation> operations = new ArrayDeque<>();

  /// The ballot that this proposer decided last, when nobody is known to have come between.
  @Nullable Ballot held;

  Ballot highest = Ballot.NONE;
  long id;
  Phase phase = Phase.IDLE;
  Aim aim = Aim.OWN;
  Ballot ballot = Ballot.NONE;
  Ballot after = Ballot.NONE;
  Bytes proposal = Bytes.EMPTY;
  final Map<NodeId, PaxosMessage.Promise> promises = new TreeMap<>();
  final List<NodeId> accepted = new ArrayList<>(3);

  /// Who has not what the round continues.
  final Set<NodeId> lacking = new TreeSet<>();

  int refusals;

  /// Whether the round counts for nothing because others promise and accept now.
  boolean isVoid;

  long dueNanos;

  KeyRound(Bytes name) {
    this.name = name;
  }

  /// Begins another round.
  void renew(long round, Ballot next, Ballot continued) {
    id = round;
    ballot = next;
    after = continued;
    highest = next.compareTo(highest) > 0 ? next : highest;
    isVoid = false;
    promises.clear();
    accepted.clear();
    lacking.clear();
  }

  /// What the round still asks of an acceptor; null for nothing.
  @Nullable PaxosMessage messageTo(NodeId acceptor, NodeId self) {
    return switch (phase) {
      case PREPARE ->
          promises.containsKey(acceptor) ? null : new PaxosMessage.Prepare(id, name, ballot);
      case ACCEPT_HERE -> acceptor.equals(self) ? accept() : null;
      case ACCEPT -> accepted.contains(acceptor) ? null : accept();
      case COMMIT_HERE -> acceptor.equals(self) ? commit() : null;
      case IDLE, CHOOSE, PAUSE -> null;
    };
  }

  private PaxosMessage accept() {
    return new PaxosMessage.Accept(id, name, ballot, after, proposal);
  }

  PaxosMessage commit() {
    return new PaxosMessage.Commit(id, name, ballot, proposal);
  }

  /// The latest proposal that may be decided and is not known to be, and so must be finished first.
  /// What was accepted before the latest known decision is settled: whoever decided that had a
  /// quorum's promises, and would have finished it.
  PaxosMessage.@Nullable Promise doubtful() {
    Ballot committed = Ballot.NONE;
    for (PaxosMessage.Promise promise : promises.values()) {
      Ballot known = promise.state().committed();
      committed = known.compareTo(committed) > 0 ? known : committed;
    }
    PaxosMessage.Promise latest = null;
    for (PaxosMessage.Promise promise : promises.values()) {
      Ballot accepted = promise.state().accepted();
      Ballot floor = latest == null ? committed : latest.state().accepted();
      if (accepted.compareTo(floor) > 0) {
        latest = promise;
      }
    }
    return Defect.FORGET_WHAT_IS_IN_DOUBT.isPlanted() ? null : latest;
  }

  /// Forgets promises that show something in doubt which another acceptor knows to be settled
  /// everywhere: they were given before it was, and that one may have dropped since what it became.
  /// Whoever gave them is asked again.
  void forgetOutdated() {
    long settledBelow = 0;
    for (PaxosMessage.Promise promise : promises.values()) {
      settledBelow = Math.max(settledBelow, promise.settledBelow());
    }
    long below = settledBelow;
    promises
        .values()
        .removeIf(
            promise ->
                promise.state().isInDoubt()
                    && BallotFloor.isBelow(promise.state().accepted(), below));
  }

  /// What those that promised showed.
  List<PaxosEffect.View> views() {
    List<PaxosEffect.View> views = new ArrayList<>(promises.size());
    promises.forEach((by, promise) -> views.add(new PaxosEffect.View(by, promise.view())));
    return views;
  }

  /// Asks its owner how to go on.
  PaxosEffect choose(List<PaxosEffect.View> views) {
    phase = Phase.CHOOSE;
    dueNanos = Long.MAX_VALUE;
    Operation operation = operations.getFirst();
    return new PaxosEffect.Choose(operation.id, name, views, operation.proposed);
  }

  /// What its owner is told of an operation once the round is decided.
  PaxosEffect outcome(long operation) {
    List<NodeId> by = List.copyOf(accepted);
    return aim == Aim.OWN
        ? new PaxosEffect.Decided(operation, by)
        : new PaxosEffect.NothingDecided(operation, by);
  }

  boolean isAccepting() {
    return phase == Phase.ACCEPT_HERE || phase == Phase.ACCEPT;
  }

  /// Whether a refusal ends the round.
  boolean isAsking() {
    return phase == Phase.PREPARE || isAccepting();
  }

  /// A round that continues an earlier one may be refused by too many that lack that one.
  boolean isStuck() {
    return isAccepting() && !after.equals(ballot);
  }

  /// Whether it certainly is, now that one more does.
  boolean isStuck(NodeId lacks, NodeId self, Acceptors acceptors) {
    lacking.add(lacks);
    List<NodeId> left = new ArrayList<>(acceptors.asked());
    left.removeAll(lacking);
    return isStuck() && (lacks.equals(self) || !acceptors.isQuorum(left));
  }
}
