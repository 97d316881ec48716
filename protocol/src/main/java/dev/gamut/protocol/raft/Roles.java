package dev.gamut.protocol.raft;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import org.jspecify.annotations.Nullable;

/// The transitions between roles (Raft figure 3.3), so that no way out of a role forgets what ends
/// with it.
final class Roles {
  private final RaftState state;
  private final Leader leading;

  Roles(RaftState state, Leader leading) {
    this.state = state;
    this.leading = leading;
  }

  /// Becomes or stays a follower, in this term or a later one.
  void follow(long term, @Nullable NodeId leader) {
    Role before = state.role;
    if (term > state.term) {
      state.raiseTerm(term);
    }
    state.role = Role.FOLLOWER;
    state.leader = leader;
    if (before == Role.LEADER) {
      leading.end();
    }
    if (leader != null || before == Role.LEADER) {
      state.electionAfterTimeout();
    } else if (before != Role.FOLLOWER) {
      retrySoon();
    }
    state.announceRole();
  }

  /// A leader without a quorum.
  void stepDown() {
    follow(state.term, null);
  }

  /// Heard from the leader of the present term.
  void hearLeader(NodeId leader) {
    if (state.role != Role.FOLLOWER || !leader.equals(state.leader)) {
      boolean first = state.leader == null || leader.equals(state.leader);
      Invariant.check(first, "a second leader in term %d", state.term);
      follow(state.term, leader);
    }
    state.leaderContactNanos = state.nowNanos();
    state.electionDeadlineNanos =
        state.nowNanos()
            + state.entropy.between(
                state.config.electionTimeoutMinNanos(), state.config.electionTimeoutMaxNanos());
  }

  /// The process of a peer is said to have ended. A leader's followers hear that at about the same
  /// time, and need not wait until it has been silent for a timeout. A false hint costs what a
  /// pre-vote costs.
  void peerEnded(NodeId peer) {
    if (state.role == Role.LEADER) {
      leading.peerEnded(peer);
    } else if (peer.equals(state.leader)) {
      state.leader = null;
      long timeout = state.config.electionTimeoutMinNanos();
      state.electionIn(timeout / 16, timeout / 4);
      state.announceRole();
    }
  }

  void preCampaign() {
    state.role = Role.PRE_CANDIDATE;
    state.leader = null;
    retrySoon();
    state.announceRole();
  }

  void campaign() {
    if (state.role == Role.LEADER) {
      throw Invariant.unreachable("a leader campaigns");
    }
    state.raiseTerm(state.term + 1);
    state.voteFor(state.self);
    state.role = Role.CANDIDATE;
    state.leader = null;
    long timeout = state.config.electionTimeoutMinNanos();
    state.electionIn(timeout / 2, timeout);
    state.announceRole();
  }

  void lead() {
    Invariant.check(state.role == Role.CANDIDATE, "elected without being a candidate");
    state.role = Role.LEADER;
    state.leader = state.self;
    state.announceRole();
    leading.begin();
  }

  /// Asking in vain disturbs nobody, so that the next attempt need not wait for a whole timeout.
  private void retrySoon() {
    long timeout = state.config.electionTimeoutMinNanos();
    state.electionIn(timeout / 4, timeout / 2);
  }
}
