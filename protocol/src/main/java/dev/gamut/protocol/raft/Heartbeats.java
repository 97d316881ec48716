package dev.gamut.protocol.raft;

import dev.gamut.protocol.raft.RaftMessage.Heartbeat;

/// When a leader speaks that has no entries to send: at every beat, which begins a round of
/// confirmation, and to give notice of a commit.
final class Heartbeats {
  private static final long NEVER = Long.MAX_VALUE;

  private final RaftState state;
  private final Followers followers;
  private final ReadRounds rounds;
  private long beatDueNanos;
  private long noticeDueNanos;

  Heartbeats(RaftState state, Followers followers, ReadRounds rounds) {
    this.state = state;
    this.followers = followers;
    this.rounds = rounds;
  }

  void begin() {
    beatDueNanos = state.config.nextBeat(state.nowNanos());
    noticeDueNanos = NEVER;
    state.timers.ensure(TimerKind.HEARTBEAT, beatDueNanos, state.effects);
  }

  /// Followers learn of a commit with the next entries, or after a while if none follow.
  void committed() {
    if (noticeDueNanos == NEVER && followers.hasOthers()) {
      noticeDueNanos = state.nowNanos() + state.config.commitNoticeNanos();
      state.timers.ensure(TimerKind.HEARTBEAT, noticeDueNanos, state.effects);
    }
  }

  /// @param beat begins a round, which tells all followers
  void timerFired(Runnable beat) {
    long now = state.nowNanos();
    if (now >= beatDueNanos) {
      beatDueNanos = state.config.nextBeat(now);
      noticeDueNanos = NEVER;
      beat.run();
    } else if (now >= noticeDueNanos) {
      giveNotice(now);
    }
    long due = Math.min(beatDueNanos, noticeDueNanos);
    state.timers.ensure(TimerKind.HEARTBEAT, due, state.effects);
  }

  /// Whoever is sent entries applies what they say is committed, if not at once: only those hear of
  /// it here that are sent none.
  private void giveNotice(long now) {
    noticeDueNanos = NEVER;
    followers.forEach(
        follower -> {
          long due = follower.sentNanos() + state.config.commitNoticeNanos();
          if (follower.toldCommit < state.commit && due <= now) {
            send(follower);
          } else if (follower.toldCommit < state.commit) {
            noticeDueNanos = Math.min(noticeDueNanos, due);
          }
        });
  }

  void send(Progress follower) {
    follower.toldCommit = state.commit;
    follower.heartbeatLeaves(rounds.latest());
    state.send(
        follower.node,
        new Heartbeat(state.term, state.commit, rounds.latest(), rounds.closedTime()));
  }
}
