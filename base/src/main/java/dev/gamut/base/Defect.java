package dev.gamut.base;

import java.util.Arrays;
import java.util.Set;

/// Deliberate defects at named points of the code, all off unless a test plants them: tests that do
/// not find a planted defect are too weak. Global and not for two threads, because a simulation is
/// one at a time; in production each costs the read of an array that never changes.
public enum Defect {
  /// Raft: candidates raise their term without asking first, so that a returning node disrupts.
  DROP_PRE_VOTE,
  /// Raft: counting replicas commits entries of older terms (figure 8 of the paper).
  COMMIT_OLDER_TERM,
  /// Raft: a round of read confirmation reuses the number of an earlier one.
  REUSE_READ_ID,
  /// Raft: a leader serves reads without asking a quorum whether it still leads.
  READ_WITHOUT_QUORUM,
  /// Raft: a new leader serves reads before it has committed in its own term.
  READ_BEFORE_OWN_COMMIT,
  /// Raft: a vote leaves before it is durable.
  VOTE_BEFORE_PERSIST,
  /// Raft: a follower acknowledges entries before they are durable.
  ACK_BEFORE_PERSIST,
  /// Raft: a leader counts its own copy before it is durable.
  LEADER_COUNTS_ITSELF_EARLY,
  /// Raft: a replica votes for two candidates in one term.
  VOTE_TWICE,
  /// Raft: committed entries are applied before they are in the node's own journal.
  APPLY_BEFORE_DURABLE,
  /// Raft: a follower appends without comparing the entry before.
  SKIP_LOG_MATCH_CHECK,
  /// Raft: a follower takes entries from a leader of an older term.
  ACCEPT_STALE_TERM_APPEND,
  /// Raft: a vote is granted to a candidate whose log lacks entries that the voter has.
  GRANT_VOTE_TO_SHORTER_LOG,
  /// Raft: a replica that lost its log votes by what is left.
  VOTE_WHILE_BEHIND,
  /// Raft: a replica whose state is half a snapshot votes as if it had never had a log.
  FORGET_GIVEN_UP_LOG,
  /// Raft: a leader that reaches no quorum keeps leading.
  SKIP_CHECK_QUORUM,
  /// Snapshot: the old state is deleted before the mark that says so is durable.
  DELETE_BEFORE_DURABLE_MARK,
  /// Snapshot: the end of an installation is told before it is durable.
  TELL_INSTALLED_BEFORE_DURABLE,
  /// Snapshot: the mark of an installation is taken away in a step of its own.
  UNMARK_APART_FROM_POSITION,
  /// Client: an operation of which an attempt was lost fails as soon as a later attempt is refused.
  SETTLE_UNKNOWN_BY_LATER_REFUSAL,
  /// Client: each attempt of a write has a name of its own, so that it may take effect twice.
  RETRY_WITH_NEW_OPERATION_ID,
  /// Client: the lowest unfinished write is said to be this one, whatever is still under way.
  LOWEST_UNFINISHED_TOO_HIGH,
  /// Journal: what was written is called durable without a sync.
  SKIP_SYNC,
  /// Journal: the log is cut at the first bad record, even if it was durable once.
  TRUNCATE_AT_FIRST_BAD_RECORD,
  /// Journal: an append is acknowledged before it is written.
  PERSISTED_OUT_OF_ORDER,
  /// Journal: a segment is recycled without writing again the states that live in it.
  FORGET_STATE_ON_RECYCLE,
  /// Journal: records are not told from those that a recycled segment held before.
  IGNORE_GENERATION,
  /// Journal: a segment is recycled although entries in it are needed.
  RECYCLE_TOO_EARLY,
  /// Node: the applied position is written ahead of what the entries changed, and apart from it.
  POSITION_APART_FROM_DATA,
  /// Node: a confirmed read is served before the state has caught up with its index.
  READ_BEFORE_APPLIED,
  /// Node: a leader serves a page of a scan from what it has applied, without a read index.
  SCAN_WITHOUT_READ_INDEX,
  /// Node: a retried write is applied again, whatever became of it the first time.
  IGNORE_OUTCOMES,
  /// Node: the outcomes of finished writes do not travel with a snapshot.
  FORGET_OUTCOMES_IN_SNAPSHOT,
  /// Node: a local table serves reads before what it had acknowledged is applied again.
  READ_BEFORE_RECOVERED,
  /// Node: an installed snapshot leaves the old items in place.
  INSTALL_WITHOUT_WIPING,
  /// Node: a replica that lost its log forgets at a restart that it must not vote yet.
  FORGET_BEING_BEHIND,
  /// Node: a replica whose journal lost records of others votes as if its own were all there.
  TRUST_DAMAGED_DISK,
  /// Node: a log is cut up to what is applied, flushed or not.
  COMPACT_UNFLUSHED,
  /// Node: a write that was passed on, and whose answer was lost, is said to be refused.
  REFUSE_WHAT_WAS_LOST_ON_THE_WAY,
  /// Leaderless: a restarted replica numbers its questions as it did before.
  REUSE_QUESTION_ID,
  /// Paxos: an acceptor promises a ballot although it has promised a higher one.
  PROMISE_ANY_BALLOT,
  /// Paxos: an acceptor accepts a proposal although it has promised a higher ballot.
  ACCEPT_ANY_BALLOT,
  /// Paxos: a proposer overrides what may have been decided instead of finishing it.
  FORGET_WHAT_IS_IN_DOUBT,
  /// Leaderless: a home applies its own and others' writes, and tells of them, before they are
  /// durable.
  COUNT_ITSELF_BEFORE_DURABLE,
  /// Leaderless: a home acknowledges another's write when it arrives.
  STORED_BEFORE_APPLIED,
  /// Leaderless: two acknowledgements of one home count as two homes.
  COUNT_HOME_TWICE,
  /// Leaderless: the base of a frontier moves over a gap.
  SKIP_GAP_OF_FRONTIER,
  /// Leaderless: a home forgets at once which keys it wrote, so that nobody can fetch them.
  FORGET_DOT_LOG,
  /// Leaderless: a restarted home goes on with the last dot that it had applied, not logged.
  FORGET_SEQUENCE_AT_RESTART,
  /// Leaderless: a read is answered from its coordinator's own item.
  SKIP_READ_QUORUM,
  /// Leaderless: a replica that was away for long says it has everything after a part of it.
  END_WALK_EARLY,
  /// Leaderless: a write that is sent again is carried out without asking whether it was.
  RETRY_WITHOUT_LOOKING,
  /// Leaderless: the second dot of an operation comes back after the first was superseded.
  IGNORE_TWINS,
  /// Leaderless: while a replica moves, quorums are counted of the old homes alone.
  COUNT_QUORUM_ONCE_IN_MOVE,
  /// Leaderless: a read counts in a new epoch what was answered in the one before.
  COUNT_ANSWERS_OF_OLD_EPOCH,
  /// Leaderless: a replica that joins becomes a home before it has what the others have.
  JOIN_BEFORE_CAUGHT_UP,
  /// Leaderless: a replica that joins takes over no promises and nothing that was accepted.
  JOIN_WITHOUT_PROMISES,
  /// Leaderless: a replica that leaves goes before others have what only it has.
  LEAVE_BEFORE_HANDED_OVER,
  /// Leaderless: a replica that has lost what it had counts while it is being rebuilt.
  COUNT_BEFORE_REBUILT,
  /// Leaderless: a replica that has lost what it had promises before it knows what others promised.
  PROMISE_BEFORE_REBUILT,
  /// Leaderless: a replica that is rebuilt begins again with the origin of the one that was lost.
  REBUILD_WITH_OLD_ORIGIN,
  /// Leaderless: writes of a replica that is gone are taken for void while they may be decided yet.
  VOID_WHAT_IS_IN_DOUBT,
  /// Leaderless: a replica that comes back goes on with what it had when it left.
  REJOIN_WITH_OLD_STATE,
  /// Leaderless: a node does not keep that a replica has left it.
  FORGET_DEPARTURE,
  /// Leaderless: a home takes a proposal however far ahead it is stamped.
  ACCEPT_ANY_STAMP,
  /// Leaderless: who takes part anew stamps writes before it knows how late others have.
  STAMP_BEFORE_TOLD,
  /// Leaderless: a sloppy quorum is taken for a strict one.
  CALL_SLOPPY_REGULAR,
  /// Leaderless: a tombstone goes while a fallback may still stamp something earlier.
  IGNORE_FALLBACK_FLOOR,
  /// Leaderless: a fallback that forgot what it handed over shows that as superseded.
  SHOW_FORGOTTEN_AS_SUPERSEDED,
  /// Leaderless: a fallback forgets what it holds before every home has it.
  FORGET_BEFORE_HANDED_OVER,
  /// Leaderless: a tombstone goes as soon as every home has seen it.
  COLLECT_TOMBSTONE_EARLY,
  /// Leaderless: a late write is taken without a look at what it was superseded by.
  IGNORE_CONTEXT_OF_HELD,
  /// Leaderless: a home that takes another's write now and then keeps another value.
  CORRUPT_TAKEN_VALUE,
  /// Leaderless: a home that takes another's write now and then keeps nothing.
  LOSE_TAKEN_VALUE,
  /// Leaderless: a read repairs with stamps that are further ahead than is believed.
  REPAIR_FROM_THE_FUTURE,
  /// Leaderless: an atomic read is answered before what it found is on enough homes.
  ANSWER_BEFORE_WRITE_BACK,
  /// Leaderless: a concurrent value that loses by its stamp is not noted in the conflict ledger.
  LOSE_WITHOUT_LEDGER,
  /// Leaderless: a read repairs with the winner alone, so that who held the loser cannot know that
  /// it was concurrent.
  REPAIR_WITH_WINNER_ALONE,
  /// Paxos: what a quorum showed beside the latest value is not noted by who supersedes it.
  DECIDE_WITHOUT_LEDGER,
  /// Paxos: an acceptor that dropped the states of keys promises and accepts below its floor.
  DROP_PROMISE_WITHOUT_FLOOR,
  /// Paxos: a state is dropped though another acceptor is in doubt of what was decided there.
  COLLECT_STATE_UNSETTLED;

  private static final boolean[] PLANTED = new boolean[values().length];

  public boolean isPlanted() {
    return PLANTED[ordinal()];
  }

  /// For tests only: these defects and no others are there from now on.
  public static void plant(Set<Defect> defects) {
    clear();
    for (Defect defect : defects) {
      PLANTED[defect.ordinal()] = true;
    }
  }

  /// For tests only: takes every defect out again.
  public static void clear() {
    Arrays.fill(PLANTED, false);
  }
}
