package dev.gamut.protocol.raft;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.raft.FollowerStatus.Stage;
import dev.gamut.protocol.raft.RaftMessage.AppendRefused;
import dev.gamut.protocol.raft.RaftMessage.Appended;
import dev.gamut.protocol.raft.RaftMessage.HeartbeatResponse;
import dev.gamut.protocol.raft.RaftMessage.SnapshotChunkResponse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The leader (Raft §3.5, §3.6.2): counts copies, commits, and keeps the followers fed. Its own
/// copy counts once it is durable, like any other; entries leave for the followers meanwhile
/// (§10.2.1).
final class Leader {
  private final RaftState state;
  private final Applier applier;
  private final ReadRounds rounds;
  private final SnapshotSender snapshots;
  private final Replicator replicator;
  private final Handover handover;

  private final Followers followers;
  private final Heartbeats heartbeats;

  /// Entries of this leader that are not committed, or not durable here.
  private final Outstanding uncommitted = new Outstanding();

  /// The first entry of this leader's own term.
  private long ownFirstIndex;

  Leader(RaftState state, Applier applier) {
    this.state = state;
    this.applier = applier;
    rounds = new ReadRounds(state);
    snapshots = new SnapshotSender(state);
    replicator = new Replicator(state, snapshots, rounds);
    handover = new Handover(state);
    followers = new Followers(state.quorum);
    heartbeats = new Heartbeats(state, followers, rounds);
  }

  // Taking and leaving office.

  void begin() {
    long last = state.log.lastIndex();
    ownFirstIndex = last + 1;
    followers.begin(last, state.nowNanos());
    uncommitted.clear();
    handover.clear();
    rounds.beginLeading(ownFirstIndex);
    heartbeats.begin();
    watchQuorum(state.nowNanos());
    Entry first = new Entry(ownFirstIndex, state.term, nextTime(), Entry.Kind.NOOP, Bytes.EMPTY);
    append(new Entries(new Entry[] {first}, first.sizeBytes()));
  }

  void end() {
    rounds.endLeading(state.leader);
    followers.forEach(snapshots::end);
    followers.clear();
    uncommitted.clear();
    handover.clear();
  }

  // Proposals.

  /// §3.5; all that came together is written and sent together.
  void propose(List<Proposal> proposals) {
    Entry[] entries = new Entry[proposals.size()];
    long budget = state.config.uncommittedBytesMax() - uncommitted.bytes();
    long bytes = 0;
    int count = 0;
    while (count < entries.length) {
      Proposal proposal = proposals.get(count);
      Entry entry = entryFor(proposal, ownNextIndex(count), count == 0 ? null : entries[count - 1]);
      boolean fits = bytes + entry.sizeBytes() <= budget;
      boolean alone = count == 0 && uncommitted.count() == 0;
      if (handover.isUnderWay() || !(fits || alone)) {
        break;
      }
      entries[count] = entry;
      bytes += entry.sizeBytes();
      state.effects.add(new RaftEffect.ProposalAppended(proposal.id(), entry.index(), state.term));
      count++;
    }
    refuse(proposals, count);
    if (count > 0) {
      Entry[] taken = count == entries.length ? entries : Arrays.copyOf(entries, count);
      append(new Entries(taken, bytes));
    }
  }

  private void refuse(List<Proposal> proposals, int from) {
    Refusal reason = handover.isUnderWay() ? Refusal.TRANSFERRING : Refusal.TOO_MUCH_UNCOMMITTED;
    for (int i = from; i < proposals.size(); i++) {
      state.effects.add(
          new RaftEffect.ProposalRefused(proposals.get(i).id(), reason, state.leader));
    }
  }

  private long ownNextIndex(int offset) {
    return state.log.lastIndex() + 1 + offset;
  }

  private Entry entryFor(Proposal proposal, long index, @Nullable Entry before) {
    HybridTime time = before == null ? nextTime() : before.time().next(state.now.wallMillis());
    return new Entry(index, state.term, time, Entry.Kind.COMMAND, proposal.payload());
  }

  private HybridTime nextTime() {
    return state.log.lastTime().next(state.now.wallMillis());
  }

  private void append(Entries entries) {
    for (int i = 0; i < entries.size(); i++) {
      state.log.append(entries.get(i));
    }
    uncommitted.add(state.log.lastIndex(), entries.bytes());
    state.persist(entries);
    followers.forEach(replicator::feed);
    if (Defect.LEADER_COUNTS_ITSELF_EARLY.isPlanted()) {
      countCopies();
    }
  }

  // Answers.

  void appended(NodeId from, Appended message) {
    Progress follower = heard(from);
    if (follower != null) {
      acknowledged(follower, message.matchIndex());
      confirmRounds(follower, message.round());
      replicator.feed(follower);
      handover.maybeTell(follower);
    }
  }

  private void acknowledged(Progress follower, long index) {
    Invariant.check(
        index <= state.log.lastIndex() || Defect.ACCEPT_STALE_TERM_APPEND.isPlanted(),
        "a follower has entry %d, the leader only %d",
        index,
        state.log.lastIndex());
    boolean news = index > follower.matchIndex;
    boolean hasEnough = index >= Math.max(follower.nextIndex, state.log.baseIndex());
    follower.acknowledged(index);
    switch (follower.stage) {
      case PROBE -> {
        if (index >= follower.matchIndex) {
          follower.replicateFrom(follower.matchIndex + 1);
        }
      }
      case REPLICATE -> {}
      case SNAPSHOT -> {
        if (hasEnough || snapshots.isCovered(follower, index)) {
          snapshots.end(follower);
          follower.replicateFrom(follower.matchIndex + 1);
        }
      }
    }
    if (news && state.quorum.isVoter(follower.slot)) {
      countCopies();
    }
  }

  void refused(NodeId from, AppendRefused message) {
    Progress follower = heard(from);
    if (follower == null) {
      return;
    }
    confirmRounds(follower, message.round());
    if (follower.stage == Stage.SNAPSHOT) {
      return;
    }
    if (message.needsSnapshot()) {
      follower.matchIndex = 0;
      follower.probeFrom(1);
      snapshots.begin(follower);
    } else if (follower.stage == Stage.REPLICATE) {
      if (message.prevIndex() > follower.matchIndex) {
        replicator.startOver(follower);
      }
    } else if (message.prevIndex() == follower.nextIndex - 1) {
      long hint = Math.min(message.hintIndex(), message.prevIndex() - 1);
      long common = state.log.lastIndexUpToTerm(hint, message.hintTerm());
      follower.probeFrom(Math.max(common, follower.matchIndex) + 1);
      replicator.feed(follower);
    }
  }

  void heartbeatAnswered(NodeId from, HeartbeatResponse message) {
    Progress follower = heard(from);
    if (follower == null) {
      return;
    }
    confirmRounds(follower, message.round());
    if (message.matchIndex() > follower.matchIndex) {
      acknowledged(follower, message.matchIndex());
      replicator.feed(follower);
    }
    boolean lost =
        follower.tellsOfLoss(
            message.round(),
            message.receivedIndex(),
            state.nowNanos(),
            state.config.heartbeatNanos());
    switch (follower.stage) {
      case PROBE -> probeHeard(follower, message, lost);
      case REPLICATE -> {
        if (lost) {
          long known = Math.max(message.receivedIndex(), follower.matchIndex);
          follower.probeFrom(known + 1);
          replicator.feed(follower);
        }
      }
      case SNAPSHOT -> snapshots.heartbeatAnswered(follower);
    }
    handover.maybeTell(follower);
  }

  /// The follower says itself up to where the logs agree, unless it has yet to find out.
  private void probeHeard(Progress follower, HeartbeatResponse message, boolean lost) {
    if (message.receivedIndex() >= follower.nextIndex - 1) {
      follower.replicateFrom(message.receivedIndex() + 1);
    } else if (lost) {
      follower.probing = false;
    }
    replicator.feed(follower);
  }

  void chunkAnswered(NodeId from, SnapshotChunkResponse message) {
    Progress follower = heard(from);
    if (follower != null) {
      snapshots.answered(follower, message.snapshotId(), message.nextChunk());
    }
  }

  void chunkRead(RaftEvent.SnapshotChunkRead read) {
    Progress follower = followers.of(read.to());
    if (follower != null) {
      snapshots.chunkRead(follower, read);
    }
  }

  void snapshotFailed(NodeId to, long snapshotId) {
    Progress follower = followers.of(to);
    if (follower != null) {
      snapshots.failed(follower, snapshotId);
    }
  }

  void loaded(long from, List<Entry> entries) {
    followers.forEach(follower -> replicator.loaded(follower, from, entries));
  }

  void peerEnded(NodeId peer) {
    Progress follower = followers.of(peer);
    if (follower != null && follower.stage == Stage.REPLICATE) {
      follower.probeWhenHeard();
    }
  }

  /// Its own copy, too, is a copy once it is durable.
  void persisted() {
    countCopies();
  }

  private @Nullable Progress heard(NodeId from) {
    Progress follower = followers.of(from);
    if (follower != null) {
      follower.contactNanos = state.nowNanos();
    }
    return follower;
  }

  // Committing.

  /// §3.6.2 and figure 3.7 (§5.4.2 of the paper): counting copies commits entries of the leader's
  /// own term only, and with them all before.
  private void countCopies() {
    long agreed = followers.agreed(follower -> follower.matchIndex, ownCopy());
    boolean own = agreed >= ownFirstIndex || Defect.COMMIT_OLDER_TERM.isPlanted();
    if (agreed > state.commit && own) {
      state.advanceCommit(agreed);
      heartbeats.committed();
      startWaitingReads();
    }
    uncommitted.releaseUpTo(Math.min(state.commit, state.durability.durableIndex()));
    applier.run();
  }

  private long ownCopy() {
    return Defect.LEADER_COUNTS_ITSELF_EARLY.isPlanted()
        ? state.log.lastIndex()
        : state.durability.durableIndex();
  }

  // Reads.

  void readRequested(long id) {
    rounds.requested(id);
    startWaitingReads();
  }

  private void startWaitingReads() {
    if (rounds.wantsRound()) {
      beginRound();
    }
  }

  private void beginRound() {
    rounds.begin();
    followers.forEach(heartbeats::send);
    if (state.quorum.isSelfEnough()) {
      rounds.confirmed(rounds.latest(), applier.applied());
    }
  }

  private void confirmRounds(Progress follower, long round) {
    if (round <= follower.confirmedRound && !Defect.REUSE_READ_ID.isPlanted()) {
      return;
    }
    follower.confirmedRound = Math.max(round, follower.confirmedRound);
    long agreed = followers.agreed(other -> other.confirmedRound, rounds.latest());
    rounds.confirmed(agreed, applier.applied());
    startWaitingReads();
  }

  // Time.

  void heartbeatTimerFired() {
    heartbeats.timerFired(
        () -> {
          beginRound();
          followers.forEach(snapshots::endIfGone);
        });
  }

  /// §6.2: a leader that a majority has not answered for an election timeout steps down, so that
  /// its clients look elsewhere. True when that is so.
  boolean hasLostQuorum() {
    long now = state.nowNanos();
    handover.expire();
    long contact = quorumContact(now);
    if (now - contact < state.config.electionTimeoutMinNanos()) {
      watchQuorum(contact);
      return false;
    }
    watchQuorum(now);
    return !Defect.SKIP_CHECK_QUORUM.isPlanted();
  }

  private long quorumContact(long now) {
    return followers.agreed(follower -> follower.contactNanos, now);
  }

  private void watchQuorum(long contactNanos) {
    long due = contactNanos + state.config.electionTimeoutMinNanos();
    state.timers.ensure(TimerKind.ELECTION, Math.min(due, handover.deadlineNanos()), state.effects);
  }

  // Handing over.

  void transfer(NodeId to) {
    Progress follower = followers.of(to);
    if (follower == null || !state.quorum.isVoter(follower.slot)) {
      return;
    }
    handover.begin(follower);
    state.timers.ensure(TimerKind.ELECTION, handover.deadlineNanos(), state.effects);
    replicator.feed(follower);
    handover.maybeTell(follower);
  }

  /// Up to where every follower has the log, and this node was given it to apply.
  long settled() {
    return Math.min(applier.given(), followers.slowestMatch());
  }

  List<FollowerStatus> statuses() {
    return followers.statuses();
  }
}
