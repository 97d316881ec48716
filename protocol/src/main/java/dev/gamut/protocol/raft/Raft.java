package dev.gamut.protocol.raft;

import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import dev.gamut.protocol.raft.RaftEvent.Applied;
import dev.gamut.protocol.raft.RaftEvent.Campaign;
import dev.gamut.protocol.raft.RaftEvent.ChunkInstalled;
import dev.gamut.protocol.raft.RaftEvent.Compact;
import dev.gamut.protocol.raft.RaftEvent.EntriesLoaded;
import dev.gamut.protocol.raft.RaftEvent.PeerEnded;
import dev.gamut.protocol.raft.RaftEvent.Persisted;
import dev.gamut.protocol.raft.RaftEvent.Propose;
import dev.gamut.protocol.raft.RaftEvent.ReadRequested;
import dev.gamut.protocol.raft.RaftEvent.Received;
import dev.gamut.protocol.raft.RaftEvent.SnapshotChunkRead;
import dev.gamut.protocol.raft.RaftEvent.SnapshotFailed;
import dev.gamut.protocol.raft.RaftEvent.TimerFired;
import dev.gamut.protocol.raft.RaftEvent.TransferLeadership;
import dev.gamut.protocol.raft.RaftMessage.Append;
import dev.gamut.protocol.raft.RaftMessage.AppendRefused;
import dev.gamut.protocol.raft.RaftMessage.Appended;
import dev.gamut.protocol.raft.RaftMessage.Heartbeat;
import dev.gamut.protocol.raft.RaftMessage.HeartbeatResponse;
import dev.gamut.protocol.raft.RaftMessage.PreVote;
import dev.gamut.protocol.raft.RaftMessage.PreVoteResponse;
import dev.gamut.protocol.raft.RaftMessage.SnapshotChunk;
import dev.gamut.protocol.raft.RaftMessage.SnapshotChunkResponse;
import dev.gamut.protocol.raft.RaftMessage.TimeoutNow;
import dev.gamut.protocol.raft.RaftMessage.Vote;
import dev.gamut.protocol.raft.RaftMessage.VoteResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A replica of a Raft group, as a deterministic state machine: the same start and the same events
/// at the same times give the same effects. Not for two threads.
///
/// [RaftState] is what all roles share; [Election], [Voter], [Follower], [Installation] and
/// [Leader] (with [Replicator], [Heartbeats], [SnapshotSender], [ReadRounds] and [Handover]) each
/// answer the messages of their part of the protocol, [Roles] changes between them, and [Applier]
/// hands over what is committed. This class only decides whose turn it is, and what a term means.
public final class Raft {
  private final RaftState state;
  private final Applier applier;
  private final Roles roles;
  private final Election election;
  private final Voter voter;
  private final Follower follower;
  private final Installation installation;
  private final Leader leading;

  public Raft(Start start, Now now, List<RaftEffect> effects) {
    state = new RaftState(start, now);
    state.effects = effects;
    applier = new Applier(state, start.appliedIndex());
    leading = new Leader(state, applier);
    roles = new Roles(state, leading);
    election = new Election(state, roles);
    voter = new Voter(state, roles);
    follower = new Follower(state, applier);
    installation = new Installation(state, applier);
    if (state.quorum.isSelfEnough()) {
      state.electionIn(0, 0);
    } else {
      state.electionAfterTimeout();
    }
    applier.run();
  }

  /// Takes one event and appends what is to be done about it.
  public void step(RaftEvent event, Now now, List<RaftEffect> effects) {
    state.now = now;
    state.effects = effects;
    handle(event);
    state.persistIfDirty();
    state.trim(isLeader() ? leading.settled() : applier.given());
  }

  private void handle(RaftEvent event) {
    switch (event) {
      case Propose(var proposals) -> propose(proposals);
      case Received(var from, var message) -> receive(from, message);
      case Persisted(var sequence) -> persisted(sequence);
      case TimerFired(var timer) -> timerFired(timer);
      case ReadRequested(var id) -> readRequested(id);
      case Applied(var index) -> applier.applied(index);
      case Compact(var index) -> compact(index);
      case EntriesLoaded(var from, var entries) -> loaded(from, entries);
      case SnapshotChunkRead read -> {
        if (isLeader()) {
          leading.chunkRead(read);
        }
      }
      case SnapshotFailed(var to, var id) -> {
        if (isLeader()) {
          leading.snapshotFailed(to, id);
        }
      }
      case ChunkInstalled(var id, var chunk) -> installation.installed(id, chunk);
      case TransferLeadership(var to) -> {
        if (isLeader()) {
          leading.transfer(to);
        }
      }
      case Campaign() -> election.preCampaign();
      case PeerEnded(var peer) -> roles.peerEnded(peer);
    }
  }

  private void propose(List<Proposal> proposals) {
    if (isLeader()) {
      leading.propose(proposals);
      return;
    }
    for (Proposal proposal : proposals) {
      state.effects.add(
          new RaftEffect.ProposalRefused(proposal.id(), Refusal.NOT_LEADER, state.leader));
    }
  }

  private void readRequested(long id) {
    if (isLeader()) {
      leading.readRequested(id);
    } else {
      state.effects.add(new RaftEffect.ReadRefused(id, state.leader));
    }
  }

  private void persisted(long sequence) {
    state.durability.persisted(sequence);
    election.persisted();
    if (isLeader()) {
      leading.persisted();
    } else {
      applier.runOnceMuch();
    }
  }

  private void timerFired(TimerKind timer) {
    if (!state.timers.fired(timer, state.nowNanos(), state.effects)) {
      return;
    }
    switch (timer) {
      case ELECTION -> {
        if (!isLeader()) {
          election.timerFired();
        } else if (leading.hasLostQuorum()) {
          roles.stepDown();
        }
      }
      case HEARTBEAT -> {
        if (isLeader()) {
          leading.heartbeatTimerFired();
        }
      }
    }
  }

  private void loaded(long from, List<Entry> entries) {
    applier.loaded(from, entries);
    if (isLeader()) {
      leading.loaded(from, entries);
    }
  }

  private void compact(long index) {
    if (index > state.log.baseIndex() && index <= applier.applied() && !state.installing) {
      state.log.compact(index);
    }
  }

  private void receive(NodeId from, RaftMessage message) {
    switch (message) {
      case PreVote request -> voter.preVote(from, request);
      case PreVoteResponse response -> election.preVoteAnswered(from, response);
      case Vote request -> voter.vote(from, request);
      case VoteResponse _,
          Append _,
          Heartbeat _,
          SnapshotChunk _,
          TimeoutNow _,
          Appended _,
          AppendRefused _,
          HeartbeatResponse _,
          SnapshotChunkResponse _ -> {
        if (isOfPresentTerm(from, message)) {
          receivePresent(from, message);
        }
      }
    }
  }

  /// Figure 3.1: a later term makes a follower; an earlier one is behind the times. A leader of an
  /// earlier term is told so, lest it go on unheard: nobody would ask it to step down, since
  /// pre-votes are refused in its favour.
  private boolean isOfPresentTerm(NodeId from, RaftMessage message) {
    if (message.term() > state.term) {
      roles.follow(message.term(), isFromLeader(message) ? from : null);
      return true;
    }
    if (message.term() == state.term) {
      return true;
    }
    if (Defect.ACCEPT_STALE_TERM_APPEND.isPlanted() && message instanceof Append) {
      return true;
    }
    if (isFromLeader(message)) {
      state.send(from, new HeartbeatResponse(state.term, 0, 0, 0));
    }
    return false;
  }

  private static boolean isFromLeader(RaftMessage message) {
    return switch (message) {
      case Append _, Heartbeat _, SnapshotChunk _, TimeoutNow _ -> true;
      case PreVote _, PreVoteResponse _, Vote _, VoteResponse _ -> false;
      case Appended _, AppendRefused _, HeartbeatResponse _, SnapshotChunkResponse _ -> false;
    };
  }

  private void receivePresent(NodeId from, RaftMessage message) {
    if (isFromLeader(message)) {
      roles.hearLeader(from);
    }
    switch (message) {
      case Append append -> follower.append(from, append);
      case Heartbeat heartbeat -> follower.heartbeat(from, heartbeat);
      case SnapshotChunk chunk -> installation.chunk(from, chunk);
      case TimeoutNow _ -> timeoutNow();
      case VoteResponse response -> election.voteAnswered(from, response);
      case PreVote _, PreVoteResponse _, Vote _ -> {}
      case Appended _, AppendRefused _, HeartbeatResponse _, SnapshotChunkResponse _ -> {
        if (isLeader()) {
          receiveAnswer(from, message);
        }
      }
    }
  }

  private void receiveAnswer(NodeId from, RaftMessage message) {
    switch (message) {
      case Appended appended -> leading.appended(from, appended);
      case AppendRefused refused -> leading.refused(from, refused);
      case HeartbeatResponse response -> leading.heartbeatAnswered(from, response);
      case SnapshotChunkResponse response -> leading.chunkAnswered(from, response);
      case PreVote _, PreVoteResponse _, Vote _, VoteResponse _ -> {}
      case Append _, Heartbeat _, SnapshotChunk _, TimeoutNow _ -> {}
    }
  }

  private void timeoutNow() {
    if (state.isPromotable()) {
      election.campaign(true);
    }
  }

  private boolean isLeader() {
    return state.role == Role.LEADER;
  }

  public Role role() {
    return state.role;
  }

  public long term() {
    return state.term;
  }

  /// Who leads in this term, as far as this replica knows.
  public @Nullable NodeId leader() {
    return state.leader;
  }

  public long commitIndex() {
    return state.commit;
  }

  public long lastIndex() {
    return state.log.lastIndex();
  }

  /// Up to where the log is durable in this node's journal.
  public long durableIndex() {
    return state.durability.durableIndex();
  }

  /// The first index of the log that this replica still sees.
  public long firstIndex() {
    return state.log.baseIndex() + 1;
  }

  /// What the node said it has applied.
  public long appliedIndex() {
    return applier.applied();
  }

  /// Every write that was acknowledged before a leader's clock showed this is applied here.
  public HybridTime closedTime() {
    return state.closed.time();
  }

  /// Whether this replica waits for a whole snapshot and counts nowhere until it has one.
  public boolean isInstalling() {
    return state.installing;
  }

  /// Of a leader: how far every other member is, in the order of the membership. Of another role:
  /// empty.
  public List<FollowerStatus> followers() {
    return isLeader() ? leading.statuses() : List.of();
  }
}
