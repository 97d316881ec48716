package dev.gamut.protocol.raft;

import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.raft.RaftMessage.Append;
import dev.gamut.protocol.raft.RaftMessage.AppendRefused;
import dev.gamut.protocol.raft.RaftMessage.Appended;
import dev.gamut.protocol.raft.RaftMessage.Heartbeat;
import dev.gamut.protocol.raft.RaftMessage.HeartbeatResponse;
import java.util.List;

/// The receiving side of replication (Raft §3.5). The caller has made sure that the message is of
/// the present term and that its sender is followed.
final class Follower {
  private final RaftState state;
  private final Applier applier;

  /// The last round that was answered, and in which term.
  private long answeredRound;

  private long answeredTerm = -1;

  Follower(RaftState state, Applier applier) {
    this.state = state;
    this.applier = applier;
  }

  void append(NodeId from, Append message) {
    if (state.installing) {
      refuse(from, message, 0, 0);
      return;
    }
    long covered = Math.max(message.prevIndex(), state.log.baseIndex());
    if (message.prevIndex() >= state.log.baseIndex() && !matches(message)) {
      refuseWithHint(from, message);
      return;
    }
    long skipped = covered - message.prevIndex();
    if (skipped < message.entries().size()) {
      take(message.entries(), (int) skipped);
    }
    long end = Math.max(message.prevIndex() + message.entries().size(), covered);
    state.verified = Math.max(state.verified, Math.min(end, state.log.lastIndex()));
    learnCommit(message.commit());
    learnClosedTime(message.closedTime(), message.commit());
    state.maybeCaughtUp(from, message.commit());
    Appended response = new Appended(state.term, end, message.round());
    state.sendOncePersisted(from, response, Defect.ACK_BEFORE_PERSIST);
    applier.runOnceMuch();
  }

  void heartbeat(NodeId from, Heartbeat message) {
    if (!state.installing) {
      learnCommit(message.commit());
      learnClosedTime(message.closedTime(), message.commit());
      state.maybeCaughtUp(from, message.commit());
      applier.runAll();
    }
    if (wantsAnswer(message.round())) {
      answeredRound = message.round();
      answeredTerm = state.term;
      state.send(
          from,
          new HeartbeatResponse(state.term, message.round(), state.verified, verifiedAndDurable()));
    }
  }

  /// A leader that only gives notice of a commit begins no round for it, and an answer to one that
  /// was answered before tells it nothing: should that have been lost, the next round is near.
  private boolean wantsAnswer(long round) {
    return answeredTerm != state.term || answeredRound != round || Defect.REUSE_READ_ID.isPlanted();
  }

  private long verifiedAndDurable() {
    return Defect.ACK_BEFORE_PERSIST.isPlanted()
        ? state.verified
        : Math.min(state.verified, state.durability.durableIndex());
  }

  private boolean matches(Append message) {
    if (Defect.SKIP_LOG_MATCH_CHECK.isPlanted()) {
      return message.prevIndex() <= state.log.lastIndex();
    }
    return state.log.has(message.prevIndex(), message.prevTerm());
  }

  /// Takes the entries that are not here already. Only a conflict truncates: a late message that
  /// says less than is known must not (§3.5).
  private void take(List<Entry> entries, int from) {
    int position = from;
    int size = entries.size();
    long last = state.log.lastIndex();
    while (position < size) {
      Entry entry = entries.get(position);
      if (entry.index() > last || state.log.termAt(entry.index()) != entry.term()) {
        break;
      }
      position++;
    }
    if (position == size) {
      return;
    }
    truncateFrom(entries.get(position).index());
    for (int i = position; i < size; i++) {
      state.log.append(entries.get(i));
    }
    state.persist(position == 0 ? entries : entries.subList(position, size));
  }

  private void truncateFrom(long index) {
    if (index > state.log.lastIndex()) {
      return;
    }
    Invariant.check(
        index > state.commit,
        "the leader of term %d contradicts entry %d, which is committed",
        state.term,
        index);
    state.log.truncateFrom(index);
    state.durability.truncatedFrom(index);
  }

  private void learnCommit(long leaderCommit) {
    long known = Math.min(leaderCommit, state.verified);
    if (known > state.commit) {
      state.advanceCommit(known);
    }
  }

  private void learnClosedTime(HybridTime time, long commit) {
    state.closed.learn(time, commit, applier.applied());
  }

  /// §3.5, refined: the follower skips every entry whose term is too high to be the leader's there,
  /// and the leader will do the same with its own; so repair takes a step a term, not an entry.
  /// What is committed here is the leader's in any case.
  private void refuseWithHint(NodeId from, Append message) {
    long hint = state.log.lastIndexUpToTerm(message.prevIndex(), message.prevTerm());
    hint = Math.max(hint, state.commit);
    refuse(from, message, hint, state.log.termAt(hint));
  }

  private void refuse(NodeId from, Append message, long hintIndex, long hintTerm) {
    state.send(
        from,
        new AppendRefused(
            state.term,
            message.prevIndex(),
            hintIndex,
            hintTerm,
            state.installing,
            message.round()));
  }
}
