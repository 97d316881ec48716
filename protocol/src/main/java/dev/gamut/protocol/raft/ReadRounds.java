package dev.gamut.protocol.raft;

import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Linearizable reads by read index (Raft §6.4). A read takes the commit index at the beginning of
/// a round, and is served when a majority has answered a message of that round or a later one: then
/// nobody else can have led, and committed, before the round began.
///
/// The number of a round is never used twice: it only rises, and an answer counts in its own term
/// alone, in which a replica leads once. A number reused across retries or leaders lets an old
/// answer confirm a new read.
final class ReadRounds {
  private final RaftState state;

  private record Round(long number, long commit, HybridTime start, int reads) {}

  /// Rounds that began and are not confirmed, oldest first.
  private final ArrayDeque<Round> unconfirmed = new ArrayDeque<>();

  /// Reads of the unconfirmed rounds in their order, then those that wait for the next one.
  private final LongQueue reads = new LongQueue();

  private int waiting;
  private long latest;

  /// The first index of this leader's own term: until it is committed, the commit index may be
  /// older than what another leader has acknowledged.
  private long ownFirstIndex;

  private HybridTime closedTime = HybridTime.ZERO;

  ReadRounds(RaftState state) {
    this.state = state;
  }

  long latest() {
    return latest;
  }

  /// Of the last confirmed round; never said with an older commit index than that round's.
  HybridTime closedTime() {
    return closedTime;
  }

  void beginLeading(long firstIndex) {
    ownFirstIndex = firstIndex;
    closedTime = HybridTime.ZERO;
  }

  void endLeading(@Nullable NodeId leader) {
    while (!reads.isEmpty()) {
      state.effects.add(new RaftEffect.ReadRefused(reads.remove(), leader));
    }
    waiting = 0;
    unconfirmed.clear();
  }

  void requested(long id) {
    if (Defect.READ_WITHOUT_QUORUM.isPlanted() && hasCommittedOwn()) {
      state.effects.add(new RaftEffect.ReadReady(id, state.commit));
      return;
    }
    reads.add(id);
    waiting++;
  }

  /// Whether reads wait and no round with reads is under way that they might follow.
  boolean wantsRound() {
    return waiting > 0 && reads.size() == waiting && hasCommittedOwn();
  }

  /// Begins a round; the caller tells the followers.
  void begin() {
    if (!Defect.REUSE_READ_ID.isPlanted() || latest == 0) {
      latest++;
    }
    if (hasCommittedOwn()) {
      HybridTime start = HybridTime.ofMillis(state.now.wallMillis());
      unconfirmed.add(new Round(latest, state.commit, start, waiting));
      waiting = 0;
    }
  }

  /// A majority has answered this round or a later one.
  void confirmed(long number, long applied) {
    while (!unconfirmed.isEmpty() && unconfirmed.getFirst().number() <= number) {
      Round round = unconfirmed.removeFirst();
      for (int i = 0; i < round.reads(); i++) {
        state.effects.add(new RaftEffect.ReadReady(reads.remove(), round.commit()));
      }
      if (round.start().compareTo(closedTime) > 0) {
        closedTime = round.start();
        state.closed.learn(closedTime, round.commit(), applied);
      }
    }
  }

  private boolean hasCommittedOwn() {
    return state.commit >= ownFirstIndex || Defect.READ_BEFORE_OWN_COMMIT.isPlanted();
  }
}
