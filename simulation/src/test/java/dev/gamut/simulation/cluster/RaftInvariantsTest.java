package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.strategy.Probe.Ballot;
import dev.gamut.node.strategy.Probe.Found;
import dev.gamut.node.strategy.Probe.Run;
import dev.gamut.simulation.world.FaultMix;
import dev.gamut.simulation.world.SimulatedWorld;
import dev.gamut.wire.Result;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A voter, n2, that was counted for the entry 1, which was applied.
final class RaftInvariantsTest {
  private static final PartitionId PARTITION = new PartitionId(0);
  private static final NodeId CANDIDATE = new NodeId(1);
  private static final Ballot NO_VOTE = new Ballot(2, null);
  private static final Ballot VOTE = new Ballot(2, CANDIDATE);

  private final SimulatedWorld world = new SimulatedWorld(1, FaultMix.quiet());
  private final RaftInvariants invariants =
      new RaftInvariants(world, new LeaderlessWrites(ConflictPolicy.SIBLINGS));
  private final RaftInvariants.Watch voter =
      invariants.watch(world.addNode(new NodeId(2), 1), true);

  @BeforeEach
  void theEntryIsApplied() {
    LogEntry entry = new LogEntry(1, 1, HybridTime.ofMillis(1), Bytes.EMPTY);
    voter.started(PARTITION, found(0, false));
    voter.appended(PARTITION, entry);
    voter.durable(PARTITION, List.of(entry), new Ballot(1, CANDIDATE));
    voter.applied(PARTITION, entry, new Result.Missing());
  }

  private static Found found(long lastIndex, boolean installing) {
    List<Run> runs =
        lastIndex == 0 ? List.of(new Run(0, 0)) : List.of(new Run(0, 0), new Run(1, 1));
    return new Found(NO_VOTE, runs, lastIndex, Math.min(1, lastIndex), installing, installing);
  }

  private void votes() {
    voter.durable(PARTITION, List.of(), VOTE);
  }

  private void votesInVain() {
    var violation = assertThrows(Invariant.Violation.class, this::votes);
    assertTrue(violation.toString().contains("voters have what"), violation.toString());
  }

  @Test
  void aVoteIsJudgedByTheLogThatItWasCastUpon() {
    voter.restarted(PARTITION, 0, 0);
    assertDoesNotThrow(this::votes);
  }

  private void givesItsLogUp() {
    voter.restarted(PARTITION, 0, 0);
    voter.restartedDurably(PARTITION, 0, 0);
  }

  @Test
  void whoWipedItsLogForASnapshotVotesByIt() {
    givesItsLogUp();
    assertDoesNotThrow(this::votes);
  }

  @Test
  void soItDoesAfterARestart() {
    givesItsLogUp();
    voter.started(PARTITION, new Found(NO_VOTE, List.of(new Run(0, 0)), 0, 0, true, false));
    assertDoesNotThrow(this::votes);
  }

  @Test
  void onceTheSnapshotIsThereItMustHaveTheEntry() {
    LogEntry next = new LogEntry(2, 1, HybridTime.ofMillis(2), Bytes.EMPTY);
    voter.appended(PARTITION, next);
    voter.durable(PARTITION, List.of(next), null);
    voter.applied(PARTITION, next, new Result.Missing());
    givesItsLogUp();
    voter.restarted(PARTITION, 1, 1);
    voter.restartedDurably(PARTITION, 1, 1);
    votesInVain();
  }

  @Test
  void whoIsToBeBuiltAnewMustNotVote() {
    voter.started(PARTITION, found(0, true));
    votesInVain();
  }

  @Test
  void whatComesAfterAVoteDoesNotMakeItRight() {
    voter.started(PARTITION, found(0, true));
    voter.appended(PARTITION, new LogEntry(1, 1, HybridTime.ofMillis(1), Bytes.EMPTY));
    votesInVain();
  }

  @Test
  void whatAVoterStartsWithItIsCountedFor() {
    LogEntry next = new LogEntry(2, 1, HybridTime.ofMillis(2), Bytes.EMPTY);
    voter.appended(PARTITION, next);
    voter.started(PARTITION, found(2, false));
    voter.applied(PARTITION, next, new Result.Missing());
    voter.started(PARTITION, found(0, true));
    votesInVain();
  }

  /// Figure 8 of the paper: a leader takes an entry away that was nowhere committed, and a later
  /// one commits it elsewhere.
  @Test
  void whatALeaderTookAwayAVoterIsNotCountedFor() {
    LogEntry taken = new LogEntry(2, 1, HybridTime.ofMillis(2), Bytes.EMPTY);
    voter.appended(PARTITION, taken);
    voter.durable(PARTITION, List.of(taken), null);
    LogEntry instead = new LogEntry(2, 2, HybridTime.ofMillis(3), Bytes.EMPTY);
    voter.appended(PARTITION, instead);
    voter.durable(PARTITION, List.of(instead), null);
    RaftInvariants.Watch other = invariants.watch(world.addNode(new NodeId(3), 1), true);
    other.started(PARTITION, found(1, false));
    other.appended(PARTITION, taken);
    other.durable(PARTITION, List.of(taken), null);
    other.applied(PARTITION, taken, new Result.Missing());
    assertDoesNotThrow(this::votes);
  }

  @Test
  void aVoteThatIsWrittenAgainIsNotCastAgain() {
    votes();
    voter.started(PARTITION, found(0, true));
    assertDoesNotThrow(this::votes);
  }

  @Test
  void whoKnowsNothingOfItsLossCannotKeepFromVoting() {
    voter.started(PARTITION, found(0, false));
    assertDoesNotThrow(this::votes);
  }
}
