package dev.gamut.protocol.leaderless;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import dev.gamut.protocol.leaderless.Homes.Members;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A home takes the place of another: what counts as a quorum meanwhile, and when the one that
/// joins has all and the one that leaves may go.
final class MovingTest {
  private static final NodeId A = new NodeId(1);
  private static final NodeId C = new NodeId(2);
  private static final NodeId D = new NodeId(3);
  private static final NodeId B = new NodeId(4);
  private static final Now NOW = new Now(1_000_000_000L, 1_000);
  private static final Bytes PLACE = Bytes.utf8("k");

  private static final Members BEFORE =
      new Members(List.of(A, C, D), List.of(), null, null, false, null);
  static final Members JOINING = new Members(List.of(A, C, D), List.of(), B, A, false, null);
  private static final Members LOST = new Members(List.of(A, C, D), List.of(), B, A, true, null);
  static final Members LEAVING = new Members(List.of(B, C, D), List.of(), null, null, false, A);

  static Leaderless core(NodeId self, Members members, long lastSequence) {
    return new Leaderless(
        new LeaderlessStart(
            new Homes(self, members),
            LeaderlessConfig.defaults(),
            new ItemRules(ConflictPolicy.SIBLINGS, 64, true),
            self.value(),
            lastSequence,
            HybridTime.ofMillis(900),
            true,
            100,
            new HashTree(new Buckets(PartitionBy.RANGE, Bytes.EMPTY, null))));
  }

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  @Test
  void aQuorumIsOneBeforeAndAfter() {
    Homes homes = new Homes(C, JOINING);
    assertTrue(homes.isQuorum(List.of(C, D), 2, false), "both are in both");
    assertFalse(homes.isQuorum(List.of(A, C), 2, false), "only one of them stays");
    assertFalse(homes.isQuorum(List.of(B, C), 2, false), "only one of them was there");
    assertTrue(homes.isQuorum(List.of(A, B, C), 2, false));
    homes.become(LEAVING);
    assertTrue(homes.isQuorum(List.of(B, C), 2, false));
    assertFalse(homes.isQuorum(List.of(A, C), 2, false), "who leaves does not count");
    assertEquals(List.of(C), homes.counted(List.of(A, C), false));
  }

  private static final Members REBUILDING =
      new Members(List.of(A, C, D), List.of(), null, null, false, null, List.of(A));

  /// What A and C acknowledged before A lost it, a read must not miss: {A, D} is no quorum.
  private static void countsNobodyWhoIsRebuilt() {
    Homes homes = new Homes(C, REBUILDING);
    assertTrue(homes.isQuorum(List.of(C, D), 2, false));
    assertFalse(homes.isQuorum(List.of(A, C), 2, false));
    assertFalse(homes.isQuorum(List.of(A, D), 2, false));
    assertFalse(homes.isQuorum(List.of(A, C, D), 3, false), "as many as ever are needed");
    assertEquals(List.of(C), homes.counted(List.of(A, C), false));
  }

  @Test
  void whoIsRebuiltCountsInNoQuorumAndIsSentEverything() {
    countsNobodyWhoIsRebuilt();
    Homes homes = new Homes(C, REBUILDING);
    assertEquals(List.of(A, D), homes.others());
    assertEquals(List.of(D), homes.othersThatCount());
    assertEquals(List.of(C, D), homes.elders());
    assertEquals(3, homes.count(), "a retry is looked up at as many");
    homes.become(BEFORE);
    assertTrue(homes.isQuorum(List.of(A, D), 2, false));
  }

  @Test
  void toCountItIsFound() {
    Defect.plant(EnumSet.of(Defect.COUNT_BEFORE_REBUILT));
    assertThrows(AssertionError.class, MovingTest::countsNobodyWhoIsRebuilt);
  }

  private static void tells(Leaderless core, NodeId from, Frontier seen) {
    receives(core, from, new LeaderlessMessage.FrontierIs(seen, HybridTime.ZERO));
  }

  private static List<LeaderlessEffect> receives(
      Leaderless core, NodeId from, LeaderlessMessage message) {
    List<LeaderlessEffect> effects = new ArrayList<>();
    core.step(new LeaderlessEvent.Received(from, message), NOW, effects);
    return effects;
  }

  private static List<LeaderlessEffect> hasSeen(Leaderless core, Frontier seen) {
    List<LeaderlessEffect> effects = new ArrayList<>();
    core.step(new LeaderlessEvent.Applied(new Purpose.Housekeeping(), null, seen), NOW, effects);
    return effects;
  }

  @Test
  void whoJoinsMustHaveWhatEveryHomeHadWhenItWasFirstHeard() {
    catchUp();
  }

  @Test
  void toJoinBeforeThatIsFound() {
    Defect.plant(EnumSet.of(Defect.JOIN_BEFORE_CAUGHT_UP));
    assertThrows(AssertionError.class, MovingTest::catchUp);
  }

  private static void catchUp() {
    Leaderless core = core(B, JOINING, 0);
    core.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    tells(core, A, Frontier.ofRange(1, 1, 3));
    tells(core, C, Frontier.ofRange(1, 1, 2));
    hasSeen(core, Frontier.ofRange(1, 1, 3));
    assertFalse(core.fetching().isCaughtUp(), "one home was not heard yet");
    tells(core, D, Frontier.ofRange(3, 1, 1));
    assertFalse(core.fetching().isCaughtUp());
    hasSeen(core, Frontier.ofRange(1, 1, 3).join(Frontier.ofRange(3, 1, 1)));
    assertTrue(core.fetching().isCaughtUp());
    tells(core, D, Frontier.ofRange(3, 1, 9));
    assertTrue(core.fetching().isCaughtUp(), "whoever wrote since has counted this one");
  }

  @Test
  void aLostHomeIsNotWaitedFor() {
    Leaderless core = core(B, LOST, 0);
    core.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    tells(core, C, Frontier.EMPTY);
    assertFalse(core.fetching().isCaughtUp());
    tells(core, D, Frontier.EMPTY);
    assertTrue(core.fetching().isCaughtUp());
  }

  @Test
  void whoLeavesGoesWhenEveryHomeHasWhatItHas() {
    Leaderless core = core(A, BEFORE, 2);
    Frontier own = Frontier.ofRange(1, 1, 2);
    core.start(own, List.of(), NOW, new ArrayList<>());
    tells(core, C, own);
    tells(core, D, own);
    core.become(LEAVING, NOW, new ArrayList<>());
    assertFalse(core.fetching().isHandedOver(), "what they told before was of another epoch");
    tells(core, B, own);
    tells(core, C, own);
    tells(core, D, Frontier.of(new Dot(1, 1)));
    assertFalse(core.fetching().isHandedOver());
    tells(core, D, own);
    assertTrue(core.fetching().isHandedOver());
  }

  @Test
  void whoStopsToStandInForALostHomeDoesNotWaitForIt() {
    Leaderless core =
        core(B, new Members(List.of(A, C, D), List.of(B), null, null, false, null), 0);
    Frontier own = Frontier.ofRange(4, 1, 2);
    core.start(own, List.of(), NOW, new ArrayList<>());
    Members retiring = new Members(List.of(A, C, D), List.of(), null, A, true, B);
    core.become(retiring, NOW, new ArrayList<>());
    tells(core, C, own);
    assertFalse(core.fetching().isHandedOver());
    tells(core, D, own);
    assertTrue(core.fetching().isHandedOver());
  }

  @Test
  void whoIsHeardFirstInAnEpochIsToldAgain() {
    Leaderless core = core(C, BEFORE, 0);
    core.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    core.become(JOINING, NOW, new ArrayList<>());
    LeaderlessMessage.FrontierIs nothing =
        new LeaderlessMessage.FrontierIs(Frontier.EMPTY, HybridTime.ZERO);
    LeaderlessEffect told =
        new LeaderlessEffect.Send(
            B, new LeaderlessMessage.FrontierIs(Frontier.EMPTY, HybridTime.ofMillis(900)));
    assertTrue(
        receives(core, B, nothing).contains(told),
        "what it was told before it had entered is dropped");
    assertFalse(receives(core, B, nothing).contains(told));
  }

  private static long begun(List<LeaderlessEffect> effects) {
    for (LeaderlessEffect effect : effects) {
      if (effect
          instanceof LeaderlessEffect.Send(NodeId to, LeaderlessMessage.Store(long id, Write _))) {
        return to.value() > 0 ? id : 0;
      }
    }
    throw new AssertionError("nothing is stored: " + effects);
  }

  private static boolean isWritten(List<LeaderlessEffect> effects) {
    return effects.stream().anyMatch(effect -> effect instanceof LeaderlessEffect.Written);
  }

  private void writeInMove() {
    Leaderless core = core(C, BEFORE, 0);
    core.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    List<LeaderlessEffect> effects = new ArrayList<>();
    LeaderlessEvent.Put put =
        new LeaderlessEvent.Put(
            7, PLACE, Value.bytes(PLACE), WriteName.NONE, null, 2, 2_000_000_000L);
    core.step(put, NOW, effects);
    LogRecord.Mint mint = null;
    for (LeaderlessEffect effect : effects) {
      if (effect instanceof LeaderlessEffect.Log(LogRecord.Mint logged, Purpose _)) {
        mint = logged;
      }
    }
    assertTrue(mint != null, "a dot is given");
    Item.Sibling sibling = mint.sibling();
    Write write = new Write(PLACE, sibling, Frontier.EMPTY);
    effects.clear();
    core.step(
        new LeaderlessEvent.Applied(new Purpose.Write(put), write, Frontier.of(mint.dot())),
        NOW,
        effects);
    long id = begun(effects);
    effects.clear();
    core.become(JOINING, NOW, effects);
    assertEquals(
        List.of(A, D, B),
        effects.stream()
            .filter(LeaderlessEffect.Send.class::isInstance)
            .map(LeaderlessEffect.Send.class::cast)
            .filter(send -> send.message() instanceof LeaderlessMessage.Store)
            .map(LeaderlessEffect.Send::to)
            .toList(),
        "it goes to all again, and to the one that joins");
    assertFalse(
        isWritten(receives(core, A, new LeaderlessMessage.Stored(id))), "who stays has it alone");
    assertTrue(isWritten(receives(core, B, new LeaderlessMessage.Stored(id))));
  }

  @Test
  void aWriteUnderWayCountsBoth() {
    writeInMove();
  }

  @Test
  void toCountTheOldHomesAloneIsFound() {
    Defect.plant(EnumSet.of(Defect.COUNT_QUORUM_ONCE_IN_MOVE));
    assertThrows(AssertionError.class, this::writeInMove);
  }

  @Test
  void whatHomesToldInAnOlderEpochMakesNothingCommon() {
    Leaderless core = core(C, BEFORE, 0);
    Frontier seen = Frontier.of(new Dot(1, 1));
    core.start(seen, List.of(), NOW, new ArrayList<>());
    tells(core, A, seen);
    List<LeaderlessEffect> effects = new ArrayList<>();
    core.become(JOINING, NOW, effects);
    effects.addAll(receives(core, D, new LeaderlessMessage.FrontierIs(seen, HybridTime.ZERO)));
    effects.addAll(receives(core, A, new LeaderlessMessage.FrontierIs(seen, HybridTime.ZERO)));
    assertFalse(effects.stream().anyMatch(effect -> effect instanceof LeaderlessEffect.Common));
    effects.addAll(receives(core, B, new LeaderlessMessage.FrontierIs(seen, HybridTime.ZERO)));
    assertTrue(
        effects.stream().anyMatch(effect -> effect instanceof LeaderlessEffect.Common),
        "who joins has seen it as well");
  }

  @Test
  void aDotThatIsSeenIsNotGivenAgain() {
    // What it was given to may be known from others alone: the entry that gave it can be gone.
    Leaderless core = core(A, BEFORE, 0);
    core.start(Frontier.ofRange(1, 1, 5), List.of(), NOW, new ArrayList<>());
    assertEquals(new Dot(1, 6), requireNonNull(core.give(HybridTime.ZERO, NOW)).dot());
  }
}
