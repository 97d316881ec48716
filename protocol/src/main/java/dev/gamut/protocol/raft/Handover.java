package dev.gamut.protocol.raft;

import dev.gamut.base.NodeId;
import org.jspecify.annotations.Nullable;

/// Leadership transfer (Raft §3.10): the leader takes no proposals, brings the other one up to date
/// and tells it to campaign at once. If that leads nowhere within an election timeout, it goes on.
final class Handover {
  private final RaftState state;
  private @Nullable NodeId to;
  private long deadlineNanos = Long.MAX_VALUE;

  Handover(RaftState state) {
    this.state = state;
  }

  /// Asking again for the same does not extend the time.
  void begin(Progress follower) {
    if (follower.node.equals(to)) {
      return;
    }
    to = follower.node;
    deadlineNanos = state.nowNanos() + state.config.electionTimeoutMinNanos();
  }

  boolean isUnderWay() {
    return to != null;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /// Asked whenever something was heard from a follower: repeated, because it may be lost.
  void maybeTell(Progress follower) {
    if (follower.node.equals(to) && follower.matchIndex == state.log.lastIndex()) {
      state.send(follower.node, new RaftMessage.TimeoutNow(state.term));
    }
  }

  void expire() {
    if (state.nowNanos() >= deadlineNanos) {
      clear();
    }
  }

  void clear() {
    to = null;
    deadlineNanos = Long.MAX_VALUE;
  }
}
