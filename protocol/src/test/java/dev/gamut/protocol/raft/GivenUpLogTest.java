package dev.gamut.protocol.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A voter that restarts in the middle of a snapshot, and gave up a log up to entry 5 of term 2.
class GivenUpLogTest {
  private static final NodeId SELF = new NodeId(3);
  private static final NodeId LEADER = new NodeId(1);
  private static final NodeId CANDIDATE = new NodeId(2);
  private static final SnapshotPoint GIVEN_UP = point(5, 2);
  private static final long LATER_NANOS = 10_000_000_000L;

  private final List<RaftEffect> effects = new ArrayList<>();
  private Raft raft = begin(GIVEN_UP);
  private long nanos = LATER_NANOS;

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  private static SnapshotPoint point(long index, long term) {
    return new SnapshotPoint(index, term, HybridTime.ofMillis(index));
  }

  private Raft begin(@Nullable SnapshotPoint givenUp) {
    Start start =
        new Start(
            SELF,
            Membership.ofVoters(LEADER, CANDIDATE, SELF),
            new HardState(2, null, 0),
            SnapshotPoint.ZERO,
            List.of(),
            0,
            HybridTime.ZERO,
            0,
            Start.Standing.INSTALLING,
            givenUp,
            RaftConfig.defaults(),
            1);
    return new Raft(start, new Now(0, 0), effects);
  }

  private void step(RaftEvent event) {
    effects.clear();
    nanos += LATER_NANOS;
    raft.step(event, new Now(nanos, nanos / 1_000_000), effects);
  }

  private void receive(NodeId from, RaftMessage message) {
    step(new RaftEvent.Received(from, message));
  }

  private boolean votes(long term, long lastIndex, long lastTerm) {
    receive(CANDIDATE, new RaftMessage.Vote(term, lastIndex, lastTerm, false));
    return effects.stream()
        .anyMatch(
            effect ->
                effect instanceof RaftEffect.SendOncePersisted(_, var message)
                    && message.equals(new RaftMessage.VoteResponse(term, true)));
  }

  @Test
  void whoHasAllThatWasGivenUpGetsTheVote() {
    assertFalse(votes(3, 4, 2), "an entry less");
    assertFalse(votes(4, 9, 1), "a longer log of an older term");
    assertTrue(votes(5, 5, 2), "the same");
    assertTrue(votes(6, 1, 3), "a later term");
  }

  @Test
  void itLeadsNobody() {
    step(new RaftEvent.Campaign());
    assertEquals(Role.FOLLOWER, raft.role());
  }

  @Test
  void whoDoesNotKnowWhatItGaveUpVotesForNobody() {
    raft = begin(null);
    assertFalse(votes(3, 100, 2));
  }

  @Test
  void aSnapshotThatHasItAllMakesItWhole() {
    install(point(5, 2));
    assertFalse(votes(4, 4, 2));
    assertTrue(votes(5, 5, 2));
  }

  /// Of a leader that has applied less than it has in its log: what lies between is not here, and
  /// nobody may be elected without it by this replica's vote.
  @Test
  void anOlderSnapshotLeavesItBehind() {
    install(point(4, 2));
    assertFalse(votes(4, 100, 3), "it lacks entry 5, and cannot tell who has it");
    Entry missing = new Entry(5, 2, HybridTime.ofMillis(5), Entry.Kind.NOOP, Bytes.EMPTY);
    Entry own = new Entry(6, 5, HybridTime.ofMillis(6), Entry.Kind.NOOP, Bytes.EMPTY);
    receive(LEADER, new RaftMessage.Append(5, 4, 2, 6, 0, HybridTime.ZERO, List.of(missing, own)));
    assertTrue(effects.stream().anyMatch(RaftEffect.CaughtUp.class::isInstance));
    assertTrue(votes(6, 6, 5));
  }

  private void install(SnapshotPoint snapshot) {
    receive(LEADER, new RaftMessage.SnapshotChunk(3, 1, snapshot, 0, Bytes.EMPTY, true));
    RaftEffect.InstallChunk chunk =
        effects.stream()
            .filter(RaftEffect.InstallChunk.class::isInstance)
            .map(RaftEffect.InstallChunk.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(GIVEN_UP, chunk.givenUp(), "it stays in the mark");
    step(new RaftEvent.ChunkInstalled(chunk.snapshotId(), 0));
    assertFalse(raft.isInstalling());
  }

  @Test
  void thePlantedDefectIsFound() {
    Defect.plant(EnumSet.of(Defect.FORGET_GIVEN_UP_LOG));
    assertTrue(votes(3, 4, 2));
  }
}
