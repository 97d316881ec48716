package dev.gamut.protocol.raft;

import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.raft.RaftMessage.PreVote;
import dev.gamut.protocol.raft.RaftMessage.PreVoteResponse;
import dev.gamut.protocol.raft.RaftMessage.Vote;
import dev.gamut.protocol.raft.RaftMessage.VoteResponse;

/// The candidate's side of an election (Raft §3.4), with pre-vote before it (§9.6): only who would
/// win raises the term, so that a node coming back from a partition disturbs nobody.
final class Election {
  private final RaftState state;
  private final Roles roles;

  /// Who granted the (pre-)vote, one bit a slot.
  private long grants;

  /// The write that makes this candidate's own vote durable; it counts from then on.
  private long ownVoteSequence;

  Election(RaftState state, Roles roles) {
    this.state = state;
    this.roles = roles;
  }

  /// The election timer fired while not leading.
  void timerFired() {
    if (state.nowNanos() < state.electionDeadlineNanos) {
      state.ensureElectionTimer();
    } else if (state.isPromotable()) {
      preCampaign();
    }
  }

  void preCampaign() {
    if (!state.isPromotable() || state.role == Role.LEADER) {
      return;
    }
    if (Defect.DROP_PRE_VOTE.isPlanted()) {
      campaign(false);
      return;
    }
    roles.preCampaign();
    grants = 0;
    long lastIndex = state.log.lastIndex();
    PreVote request = new PreVote(state.term + 1, lastIndex, state.log.lastTerm());
    for (int slot = 0; slot < state.quorum.size(); slot++) {
      if (isOtherVoter(slot)) {
        state.send(state.quorum.node(slot), request);
      }
    }
    granted(state.quorum.self());
  }

  void preVoteAnswered(NodeId from, PreVoteResponse response) {
    if (!response.granted()) {
      if (response.term() > state.term) {
        roles.follow(response.term(), null);
      }
    } else if (state.role == Role.PRE_CANDIDATE && response.term() == state.term + 1) {
      granted(state.quorum.slotOf(from));
    }
  }

  /// Asks for votes without asking whether they would be given: after a pre-vote, or because the
  /// leader said so. The request waits for the disk: it speaks of a vote and of log entries that a
  /// crash must not take back.
  void campaign(boolean transfer) {
    roles.campaign();
    grants = 0;
    state.persistIfDirty();
    ownVoteSequence = state.durability.emittedSequence();
    long lastIndex = state.log.lastIndex();
    Vote request = new Vote(state.term, lastIndex, state.log.lastTerm(), transfer);
    for (int slot = 0; slot < state.quorum.size(); slot++) {
      if (isOtherVoter(slot)) {
        state.sendOncePersisted(state.quorum.node(slot), request, Defect.VOTE_BEFORE_PERSIST);
      }
    }
    if (Defect.VOTE_BEFORE_PERSIST.isPlanted()) {
      granted(state.quorum.self());
    }
  }

  void persisted() {
    if (state.role == Role.CANDIDATE && state.durability.persistedSequence() >= ownVoteSequence) {
      granted(state.quorum.self());
    }
  }

  void voteAnswered(NodeId from, VoteResponse response) {
    if (state.role == Role.CANDIDATE && response.term() == state.term && response.granted()) {
      granted(state.quorum.slotOf(from));
    }
  }

  private void granted(int slot) {
    if (!state.quorum.isVoter(slot)) {
      return;
    }
    grants |= 1L << slot;
    if (!state.quorum.reached(grants)) {
      return;
    }
    if (state.role == Role.PRE_CANDIDATE) {
      campaign(false);
    } else {
      roles.lead();
    }
  }

  private boolean isOtherVoter(int slot) {
    return state.quorum.isVoter(slot) && slot != state.quorum.self();
  }
}
