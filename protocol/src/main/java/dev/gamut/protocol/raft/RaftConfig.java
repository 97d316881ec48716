package dev.gamut.protocol.raft;

import dev.gamut.base.Invariant;

/// What a group allows itself. Every member should have the same.
///
/// @param electionTimeoutMinNanos a follower that heard its leader this recently votes for nobody
///   else (Raft §4.2.3), and a leader that has not heard from a quorum for this long steps down;
///   smaller finds a dead leader sooner and a busy one dead
/// @param electionTimeoutMaxNanos a follower waits a random time between the two
/// @param heartbeatNanos how often an idle leader speaks; a lost message is noticed within two
/// @param commitNoticeNanos after so long without an entry that would carry it, followers are told
///   of a commit; those that the leader reaches, and eventual reads of them, lag three times as
///   long at most
/// @param appendBytesMax entries in one message, and in one load from the journal; one entry may be
///   larger
/// @param inflightBytesMax entries sent to one follower and not yet acknowledged by it
/// @param inflightMessagesMax messages with entries sent to one follower, not yet acknowledged
/// @param cachedBytesMax entries kept in memory; an entry that is not yet durable stays in any
///   case. A follower further behind is sent entries from the journal. What is kept outlives the
///   young generation, and a node has hundreds of groups, so more than a moment's worth costs
///   pauses
/// @param uncommittedBytesMax proposals beyond it are refused until earlier ones are committed and
///   durable here
/// @param gatheredEntriesMax committed entries that a follower lets gather before it applies them;
///   it applies fewer when one has waited for `commitNoticeNanos`, when its leader gives notice or
///   beats, or when they take half of `cachedBytesMax`. More costs less; 1 applies each at once
/// @param applyBytesMax entries given to the node to apply and not yet applied by it
/// @param snapshotChunksMax chunks of a snapshot read or sent but not yet installed, a follower
public record RaftConfig(
    long electionTimeoutMinNanos,
    long electionTimeoutMaxNanos,
    long heartbeatNanos,
    long commitNoticeNanos,
    int appendBytesMax,
    int inflightBytesMax,
    int inflightMessagesMax,
    int cachedBytesMax,
    int uncommittedBytesMax,
    int gatheredEntriesMax,
    int applyBytesMax,
    int snapshotChunksMax) {
  private static final long MILLISECOND = 1_000_000;
  private static final int MEBIBYTE = 1 << 20;

  public RaftConfig {
    Invariant.require(
        0 < heartbeatNanos && heartbeatNanos * 3 <= electionTimeoutMinNanos,
        "two heartbeats may be lost before an election: heartbeat %d ns, election %d ns",
        heartbeatNanos,
        electionTimeoutMinNanos);
    Invariant.require(
        electionTimeoutMinNanos + heartbeatNanos <= electionTimeoutMaxNanos,
        "election timeouts must be spread: from %d to %d ns, heartbeat %d ns",
        electionTimeoutMinNanos,
        electionTimeoutMaxNanos,
        heartbeatNanos);
    Invariant.require(
        0 < commitNoticeNanos && commitNoticeNanos <= heartbeatNanos,
        "commit notice %d ns, heartbeat %d ns",
        commitNoticeNanos,
        heartbeatNanos);
    Invariant.require(
        0 < appendBytesMax && appendBytesMax <= inflightBytesMax,
        "a message of %d bytes, %d bytes in flight",
        appendBytesMax,
        inflightBytesMax);
    Invariant.require(inflightMessagesMax > 0, "%d messages in flight", inflightMessagesMax);
    Invariant.require(
        appendBytesMax <= uncommittedBytesMax && appendBytesMax <= applyBytesMax,
        "a message of %d bytes, %d uncommitted, %d to be applied",
        appendBytesMax,
        uncommittedBytesMax,
        applyBytesMax);
    Invariant.require(gatheredEntriesMax > 0, "%d entries gather", gatheredEntriesMax);
    Invariant.require(cachedBytesMax >= 0, "%d bytes cached", cachedBytesMax);
    Invariant.require(snapshotChunksMax > 0, "%d chunks", snapshotChunksMax);
  }

  /// When an idle leader speaks next. The groups of a node share its clock, so all its leaders
  /// speak at the same moments, and what they say to one peer leaves as one frame.
  long nextBeat(long nowNanos) {
    return nowNanos - Math.floorMod(nowNanos, heartbeatNanos) + heartbeatNanos;
  }

  /// For simulations: limits so small that everything that they cause happens soon.
  ///
  /// @param tight smaller still, so that nearly every step comes to one
  public static RaftConfig tiny(boolean tight) {
    RaftConfig server = defaults();
    return new RaftConfig(
        server.electionTimeoutMinNanos,
        server.electionTimeoutMaxNanos,
        server.heartbeatNanos,
        server.commitNoticeNanos,
        tight ? 128 : 4 << 10,
        tight ? 256 : 16 << 10,
        tight ? 2 : 16,
        tight ? 512 : 8 << 10,
        tight ? 16 << 10 : 64 << 10,
        tight ? 2 : 8,
        tight ? 512 : 16 << 10,
        tight ? 1 : 2);
  }

  /// The same limits at another pace.
  public RaftConfig withTimes(
      long electionMinNanos, long electionMaxNanos, long beatNanos, long noticeNanos) {
    return new RaftConfig(
        electionMinNanos,
        electionMaxNanos,
        beatNanos,
        noticeNanos,
        appendBytesMax,
        inflightBytesMax,
        inflightMessagesMax,
        cachedBytesMax,
        uncommittedBytesMax,
        gatheredEntriesMax,
        applyBytesMax,
        snapshotChunksMax);
  }

  /// For members in one region: a write outage of less than three seconds when a leader dies.
  public static RaftConfig defaults() {
    return new RaftConfig(
        1000 * MILLISECOND,
        2000 * MILLISECOND,
        200 * MILLISECOND,
        50 * MILLISECOND,
        MEBIBYTE,
        8 * MEBIBYTE,
        256,
        MEBIBYTE / 4,
        32 * MEBIBYTE,
        32,
        8 * MEBIBYTE,
        4);
  }
}
