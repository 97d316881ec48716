package dev.gamut.protocol.raft;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import java.util.List;

/// What replicas of a group say to each other. Any of it may be lost, repeated or overtaken.
public sealed interface RaftMessage {
  long term();

  /// Would you elect me in this term, which I have not begun yet? (Raft §9.6)
  record PreVote(long term, long lastIndex, long lastTerm) implements RaftMessage {}

  /// @param term the one asked for when granted, else the voter's own
  record PreVoteResponse(long term, boolean granted) implements RaftMessage {}

  /// Elect me (Raft §3.4).
  ///
  /// @param transfer the leader asked me to (Raft §3.10), so that hearing from it is no reason to
  ///   refuse
  record Vote(long term, long lastIndex, long lastTerm, boolean transfer) implements RaftMessage {}

  record VoteResponse(long term, boolean granted) implements RaftMessage {}

  /// Entries of the leader's log (Raft §3.5).
  ///
  /// @param commit of the leader, whether or not the follower has that much
  /// @param round the latest round of read confirmation that had begun
  /// @param closedTime see [Heartbeat]
  record Append(
      long term,
      long prevIndex,
      long prevTerm,
      long commit,
      long round,
      HybridTime closedTime,
      List<Entry> entries)
      implements RaftMessage {}

  /// The follower's log is durable, and the leader's, up to `matchIndex`.
  record Appended(long term, long matchIndex, long round) implements RaftMessage {}

  /// The follower does not have the entry before those of an [Append].
  ///
  /// @param prevIndex of the message refused
  /// @param hintIndex the last index at which the logs may agree, as far as the follower can tell
  /// @param hintTerm the term of its entry there
  /// @param needsSnapshot whether only a whole snapshot helps
  record AppendRefused(
      long term, long prevIndex, long hintIndex, long hintTerm, boolean needsSnapshot, long round)
      implements RaftMessage {}

  /// I lead.
  ///
  /// @param closedTime every write that was acknowledged before this leader's clock showed it is in
  ///   the log at or below `commit`
  record Heartbeat(long term, long commit, long round, HybridTime closedTime)
      implements RaftMessage {}

  /// @param receivedIndex up to where the follower's log, durable or not, is known to be the
  ///   leader's
  record HeartbeatResponse(long term, long round, long receivedIndex, long matchIndex)
      implements RaftMessage {}

  /// A part of the leader's applied state (Raft §5).
  record SnapshotChunk(
      long term, long snapshotId, SnapshotPoint point, long chunk, Bytes data, boolean last)
      implements RaftMessage {}

  /// All chunks before `nextChunk` are installed; 0 when the follower does not know this snapshot.
  /// A snapshot that is wholly installed is answered with [Appended].
  record SnapshotChunkResponse(long term, long snapshotId, long nextChunk) implements RaftMessage {}

  /// Campaign now (Raft §3.10).
  record TimeoutNow(long term) implements RaftMessage {}
}
