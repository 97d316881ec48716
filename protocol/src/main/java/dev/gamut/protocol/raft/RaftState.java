package dev.gamut.protocol.raft;

import dev.gamut.base.Defect;
import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all roles share: the state of figure 3.1 of Raft, the log, and the way out for effects. The
/// roles themselves decide; this only keeps the books.
final class RaftState {
  /// How far the commit index goes on before it is written by itself.
  private static final long COMMITS_PER_WRITE = 64;

  final NodeId self;
  final RaftConfig config;
  final Quorum quorum;
  final Log log;
  final Durability durability;
  final Timers timers = new Timers();
  final ClosedTime closed = new ClosedTime();
  final Entropy entropy;

  Role role = Role.FOLLOWER;
  long term;
  @Nullable NodeId vote;
  @Nullable NodeId leader;
  long commit;

  /// The state here is a part of a snapshot: this replica has nothing to count or lead with.
  boolean installing;

  /// The end of the log that was given up for that snapshot, of a replica that was not behind: it
  /// goes on to vote by that, since it is what the replica may have been counted for. Otherwise
  /// null.
  @Nullable SnapshotPoint givenUp;

  /// This replica lost some of what it had acknowledged: a snapshot, or what is left, may be older
  /// than that. It votes again once it has what its leader has committed in its own term. The node
  /// keeps that this is so, across restarts, until it hears of [RaftEffect.CaughtUp].
  boolean behind;

  /// Up to where this log, durable or not, is known to be that of the present term's leader.
  long verified;

  /// When the leader was heard last.
  long leaderContactNanos;

  /// When a follower or candidate campaigns.
  long electionDeadlineNanos;

  /// The step being made.
  Now now;

  List<RaftEffect> effects = new ArrayList<>();

  /// Whether term or vote changed since they were emitted last.
  private boolean hardStateDirty;

  private long emittedCommit;

  /// What the node was told last.
  private RaftEffect.@Nullable RoleChanged announced;

  RaftState(Start start, Now now) {
    self = start.self();
    config = start.config();
    quorum = new Quorum(start.membership(), self);
    log = new Log(start);
    durability = new Durability(start.lastIndex());
    entropy = Entropy.seeded(start.seed());
    term = start.hardState().term();
    vote = start.hardState().vote();
    installing = start.standing() == Start.Standing.INSTALLING;
    givenUp = start.givenUp();
    behind = start.standing() != Start.Standing.WHOLE && givenUp == null;
    long known = Math.min(start.hardState().commit(), start.lastIndex());
    commit = Math.max(known, start.appliedIndex());
    emittedCommit = commit;
    this.now = now;
    Invariant.check(log.lastTerm() <= term, "log of term %d, state of %d", log.lastTerm(), term);
  }

  long nowNanos() {
    return now.monotonicNanos();
  }

  boolean isPromotable() {
    return quorum.isVoter(quorum.self()) && !installing && !behind;
  }

  void raiseTerm(long newTerm) {
    Invariant.check(newTerm > term, "term goes from %d to %d", term, newTerm);
    term = newTerm;
    vote = null;
    verified = 0;
    hardStateDirty = true;
  }

  void voteFor(NodeId candidate) {
    if (!candidate.equals(vote)) {
      vote = candidate;
      hardStateDirty = true;
    }
  }

  void advanceCommit(long index) {
    Invariant.check(index <= log.lastIndex(), "commit %d, last %d", index, log.lastIndex());
    commit = Math.max(commit, index);
  }

  /// The leader has committed up to this index; what is verified here is its log. The vote of this
  /// term may be among what was lost, so it is the leader's from now on.
  void maybeCaughtUp(NodeId from, long leaderCommit) {
    if (behind
        && !installing
        && verified >= leaderCommit
        && leaderCommit >= log.baseIndex()
        && log.termAt(leaderCommit) == term) {
      voteFor(vote == null ? from : vote);
      persistIfDirty();
      behind = false;
      effects.add(new RaftEffect.CaughtUp());
      electionAfterTimeout();
    }
  }

  /// Writes entries that were just appended to the log, with the hard state when it changed. The
  /// commit index alone is not worth a write an entry: a restarted replica learns it anew.
  void persist(List<Entry> entries) {
    HardState state = null;
    if (hardStateDirty || commit - emittedCommit >= COMMITS_PER_WRITE) {
      state = new HardState(term, vote, commit);
      hardStateDirty = false;
      emittedCommit = commit;
    }
    long sequence = durability.next(log.lastIndex());
    effects.add(new RaftEffect.Persist(sequence, state, entries));
  }

  void persistIfDirty() {
    if (hardStateDirty) {
      persist(Entries.NONE);
    }
  }

  /// Lets go of entries in memory.
  ///
  /// @param settled as for [Log#trim]
  void trim(long settled) {
    log.trim(durability.durableIndex(), settled);
  }

  /// The commit index fell back with the state: what was emitted of it does not count.
  void restartCommitAt(long index) {
    commit = index;
    emittedCommit = Math.min(emittedCommit, index);
  }

  void send(NodeId to, RaftMessage message) {
    effects.add(new RaftEffect.Send(to, message));
  }

  /// For what must not be said before it is true of the disk. The write comes first.
  void sendOncePersisted(NodeId to, RaftMessage message, Defect hurry) {
    if (hurry.isPlanted()) {
      send(to, message);
      return;
    }
    persistIfDirty();
    effects.add(new RaftEffect.SendOncePersisted(to, message));
  }

  void announceRole() {
    RaftEffect.RoleChanged news = new RaftEffect.RoleChanged(role, term, leader);
    if (!news.equals(announced)) {
      announced = news;
      effects.add(news);
    }
  }

  /// Whether the leader, as far as this replica knows, is alive (Raft §4.2.3).
  boolean isLeaderFresh() {
    return role == Role.LEADER
        || (leader != null && nowNanos() - leaderContactNanos < config.electionTimeoutMinNanos());
  }

  void electionIn(long fromNanos, long toNanos) {
    electionDeadlineNanos = nowNanos() + entropy.between(fromNanos, toNanos);
    ensureElectionTimer();
  }

  void electionAfterTimeout() {
    electionIn(config.electionTimeoutMinNanos(), config.electionTimeoutMaxNanos());
  }

  void ensureElectionTimer() {
    if (isPromotable()) {
      timers.ensure(TimerKind.ELECTION, electionDeadlineNanos, effects);
    }
  }
}
