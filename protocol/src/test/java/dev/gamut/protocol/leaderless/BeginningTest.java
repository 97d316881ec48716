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
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who takes part where others did before learns first how late they have stamped: deletes that are
/// collected by then may be among that.
final class BeginningTest {
  private static final NodeId A = new NodeId(1);
  private static final NodeId C = new NodeId(2);
  private static final NodeId D = new NodeId(3);
  private static final NodeId B = new NodeId(4);
  private static final Now NOW = new Now(1_000_000_000L, 1_000);
  private static final Bytes PLACE = Bytes.utf8("k");

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  private static List<LeaderlessEffect> effects(Leaderless core, LeaderlessEvent event) {
    List<LeaderlessEffect> effects = new ArrayList<>();
    core.step(event, NOW, effects);
    return effects;
  }

  /// What it wrote would otherwise be stamped earlier than a delete that it does not know.
  private static void learnsHowLateOthersStamped() {
    Leaderless core = replica(B, MovingTest.JOINING, true, HybridTime.ofMillis(900));
    core.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    HybridTime late = HybridTime.ofMillis(1_400);
    List<LeaderlessEffect> effects = new ArrayList<>();
    for (NodeId home : List.of(A, C, D)) {
      effects = effects(core, told(home, late));
    }
    LeaderlessEffect.Log stated =
        new LeaderlessEffect.Log(new LogRecord.Floor(late), new Purpose.Floor(late));
    assertTrue(effects.contains(stated));
    assertFalse(core.fetching().isCaughtUp(), "a crash may lose it yet");
    core.step(new LeaderlessEvent.Applied(stated.purpose(), null, Frontier.EMPTY), NOW, effects);
    assertTrue(core.fetching().isCaughtUp());
    assertTrue(requireNonNull(core.give(HybridTime.ZERO, NOW)).time().compareTo(late) > 0);
  }

  @Test
  void whoJoinsLearnsFirstHowLateOthersStamped() {
    learnsHowLateOthersStamped();
  }

  @Test
  void toStampBeforeThatIsFound() {
    Defect.plant(EnumSet.of(Defect.STAMP_BEFORE_TOLD));
    assertThrows(AssertionError.class, BeginningTest::learnsHowLateOthersStamped);
  }

  /// A fallback that was none before, or was another replica: the homes have collected deletes, one
  /// of them perhaps not yet. Whatever it took now with an earlier stamp than such a delete would
  /// lose against it there, and stay elsewhere; and merged, both would be gone.
  private static void storyOfABeginner() {
    List<NodeId> homes = List.of(A, C);
    Homes.Members members =
        new Homes.Members(homes, List.of(D), null, null, false, null, List.of(A));
    Leaderless fallback = replica(D, members, false, HybridTime.ZERO);
    fallback.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    assertEquals(List.of(refused()), put(fallback), "no home was heard");
    HybridTime late = HybridTime.ofMillis(1_400);
    assertEquals(
        List.of(),
        logged(fallback, told(A, HybridTime.ofMillis(900))),
        "who is rebuilt does not know it either");
    assertEquals(List.of(), logged(fallback, stores()), "nothing is taken either");
    assertEquals(List.of(new LogRecord.Floor(late)), logged(fallback, told(C, late)));
    assertEquals(List.of(refused()), put(fallback), "a crash may lose that");
    fallback.step(
        new LeaderlessEvent.Applied(new Purpose.Floor(late), null, Frontier.EMPTY),
        NOW,
        new ArrayList<>());
    LogRecord.Mint mint =
        (LogRecord.Mint) ((LeaderlessEffect.Log) put(fallback).getFirst()).record();
    assertTrue(mint.sibling().version().time().compareTo(late) > 0);
    assertEquals(1, logged(fallback, stores()).size());

    Leaderless again = replica(D, members, false, late);
    again.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    assertEquals(1, logged(again, stores()).size(), "restarted in a minority it stands in");
  }

  private static Leaderless replica(
      NodeId self, Homes.Members members, boolean home, HybridTime time) {
    return new Leaderless(
        new LeaderlessStart(
            new Homes(self, members),
            LeaderlessConfig.defaults(),
            new ItemRules(ConflictPolicy.LAST_WRITER_WINS, 64, home),
            self.value(),
            0,
            time,
            false,
            100,
            new HashTree(new Buckets(PartitionBy.RANGE, Bytes.EMPTY, null))));
  }

  private static LeaderlessEvent told(NodeId home, HybridTime latest) {
    return new LeaderlessEvent.Received(
        home, new LeaderlessMessage.FrontierIs(Frontier.EMPTY, latest));
  }

  private static LeaderlessEvent stores() {
    Version version = new Version(HybridTime.ofMillis(1_000), new Dot(2, 1));
    Item.Sibling sibling = new Item.Sibling(version, Value.bytes(PLACE), WriteName.NONE);
    return new LeaderlessEvent.Received(
        C, new LeaderlessMessage.Store(7, new Write(PLACE, sibling, Frontier.EMPTY)));
  }

  static List<LeaderlessEffect> put(Leaderless core) {
    return effects(
        core,
        new LeaderlessEvent.Put(
            7, PLACE, Value.bytes(PLACE), WriteName.NONE, null, 1, 2_000_000_000L));
  }

  private static LeaderlessEffect refused() {
    return new LeaderlessEffect.WriteRefused(7, LeaderlessEffect.Reason.BEGINNING);
  }

  private static List<LogRecord> logged(Leaderless core, LeaderlessEvent event) {
    List<LogRecord> logged = new ArrayList<>();
    for (LeaderlessEffect effect : effects(core, event)) {
      if (effect instanceof LeaderlessEffect.Log(LogRecord record, Purpose _)) {
        logged.add(record);
      }
    }
    return logged;
  }

  @Test
  void whoBeginsToStandInIsFirstToldHowLateHomesStamped() {
    storyOfABeginner();
  }

  @Test
  void oneThatStampsBeforeThatIsNoticed() {
    Defect.plant(EnumSet.of(Defect.STAMP_BEFORE_TOLD));
    assertThrows(AssertionError.class, BeginningTest::storyOfABeginner);
  }
}
