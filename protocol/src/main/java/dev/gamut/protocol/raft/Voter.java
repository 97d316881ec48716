package dev.gamut.protocol.raft;

import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.raft.RaftMessage.PreVote;
import dev.gamut.protocol.raft.RaftMessage.PreVoteResponse;
import dev.gamut.protocol.raft.RaftMessage.Vote;
import dev.gamut.protocol.raft.RaftMessage.VoteResponse;

/// The voter's side of an election (Raft §3.4, §3.6.1, §4.2.3, §9.6).
final class Voter {
  private final RaftState state;
  private final Roles roles;

  Voter(RaftState state, Roles roles) {
    this.state = state;
    this.roles = roles;
  }

  /// Says what it would do; changes nothing.
  void preVote(NodeId from, PreVote request) {
    boolean granted =
        request.term() > state.term
            && !state.isLeaderFresh()
            && canVote()
            && isCovered(request.lastIndex(), request.lastTerm());
    long term = granted ? request.term() : state.term;
    state.send(from, new PreVoteResponse(term, granted));
  }

  void vote(NodeId from, Vote request) {
    if (request.term() > state.term) {
      if (state.isLeaderFresh() && !request.transfer()) {
        // §4.2.3: who has a leader does not even take note of the term.
        return;
      }
      roles.follow(request.term(), null);
    }
    boolean granted = request.term() == state.term && mayVoteFor(from, request);
    if (granted) {
      grant(from);
    }
    VoteResponse response = new VoteResponse(state.term, granted);
    state.sendOncePersisted(from, response, Defect.VOTE_BEFORE_PERSIST);
  }

  private boolean mayVoteFor(NodeId candidate, Vote request) {
    boolean free =
        candidate.equals(state.vote)
            || (state.vote == null && state.leader == null)
            || Defect.VOTE_TWICE.isPlanted();
    return free && canVote() && isCovered(request.lastIndex(), request.lastTerm());
  }

  /// §3.6.1: a candidate must have all that this voter has, or gave up for a snapshot.
  private boolean isCovered(long lastIndex, long lastTerm) {
    SnapshotPoint givenUp = Defect.FORGET_GIVEN_UP_LOG.isPlanted() ? null : state.givenUp;
    SnapshotPoint end = givenUp == null ? state.log.end() : givenUp;
    return end.isCoveredBy(lastIndex, lastTerm) || Defect.GRANT_VOTE_TO_SHORTER_LOG.isPlanted();
  }

  private void grant(NodeId candidate) {
    state.voteFor(candidate);
    if (state.role == Role.PRE_CANDIDATE) {
      roles.follow(state.term, null);
    }
    if (state.role == Role.FOLLOWER) {
      state.electionAfterTimeout();
    }
  }

  private boolean canVote() {
    return !state.behind || Defect.VOTE_WHILE_BEHIND.isPlanted();
  }
}
