package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.PartitionBy;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a tombstone may go. It is not enough that every home has seen it: a write with an earlier
/// stamp, given by a home that had not, may still be on its way, and would win against nothing.
final class CollectingTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId OTHER = new NodeId(2);
  private static final Now NOW = new Now(1_000_000_000L, 1_000);

  /// A delete of this home, and a write that the other had given before it saw that.
  private static final Dot TOMBSTONE = new Dot(1, 1);

  private static final Dot LATE = new Dot(2, 1);

  private final Leaderless core =
      new Leaderless(
          new LeaderlessStart(
              new Homes(SELF, List.of(SELF, OTHER), List.of()),
              LeaderlessConfig.defaults(),
              new ItemRules(ConflictPolicy.LAST_WRITER_WINS, 64, true),
              1,
              1,
              HybridTime.ofMillis(900),
              true,
              100,
              tree()));

  private static HashTree tree() {
    return new HashTree(new Buckets(PartitionBy.RANGE, Bytes.EMPTY, null));
  }

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  private List<Frontier> collectable(LeaderlessEvent event) {
    return collectable(core, event);
  }

  private static List<Frontier> collectable(Leaderless core, LeaderlessEvent event) {
    List<LeaderlessEffect> effects = new ArrayList<>();
    core.step(event, NOW, effects);
    List<Frontier> collectable = new ArrayList<>();
    for (LeaderlessEffect effect : effects) {
      if (effect instanceof LeaderlessEffect.Collectable(Frontier frontier)) {
        collectable.add(frontier);
      }
    }
    return collectable;
  }

  private List<Frontier> tells(Frontier seen) {
    return collectable(
        new LeaderlessEvent.Received(
            OTHER, new LeaderlessMessage.FrontierIs(seen, HybridTime.ZERO)));
  }

  private void story() {
    core.start(Frontier.of(TOMBSTONE), List.of(), NOW, new ArrayList<>());
    assertEquals(List.of(), tells(Frontier.of(LATE)), "the other has not seen the delete");
    Frontier all = Frontier.of(LATE).with(TOMBSTONE);
    assertEquals(List.of(), tells(all), "what it wrote before that is not here");
    core.step(
        new LeaderlessEvent.Applied(new Purpose.Housekeeping(), null, all), NOW, new ArrayList<>());
    assertEquals(List.of(all), tells(all), "everything is here");
  }

  @Test
  void aTombstoneGoesWhenNothingEarlierCanCome() {
    story();
  }

  @Test
  void oneThatGoesAsSoonAsAllHaveSeenItIsNoticed() {
    Defect.plant(EnumSet.of(Defect.COLLECT_TOMBSTONE_EARLY));
    assertThrows(AssertionError.class, this::story);
  }

  /// A home alone but for a fallback, which stands in for it and has a slow clock.
  private void storyOfAFallback() {
    Leaderless home =
        new Leaderless(
            new LeaderlessStart(
                new Homes(SELF, List.of(SELF), List.of(OTHER)),
                LeaderlessConfig.defaults(),
                new ItemRules(ConflictPolicy.LAST_WRITER_WINS, 64, true),
                1,
                1,
                HybridTime.ofMillis(900),
                true,
                100,
                tree()));
    home.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    Frontier all = Frontier.of(TOMBSTONE);
    Purpose nothing = new Purpose.Housekeeping();
    assertEquals(
        List.of(), collectable(home, new LeaderlessEvent.Applied(nothing, null, all)), "unstated");
    assertEquals(
        List.of(), collectable(home, states(Frontier.EMPTY, 899)), "it may stamp earlier yet");
    assertEquals(
        List.of(), collectable(home, states(Frontier.of(LATE), 900)), "it had written something");
    Frontier both = all.with(LATE);
    assertEquals(
        List.of(both),
        collectable(home, new LeaderlessEvent.Applied(nothing, null, both)),
        "that is here");
  }

  private static LeaderlessEvent states(Frontier seen, long floorMillis) {
    return new LeaderlessEvent.Received(
        OTHER, new LeaderlessMessage.FrontierIs(seen, HybridTime.ofMillis(floorMillis)));
  }

  @Test
  void aTombstoneWaitsForWhatAFallbackMayStillStamp() {
    storyOfAFallback();
  }

  @Test
  void oneThatDoesNotIsNoticed() {
    Defect.plant(EnumSet.of(Defect.IGNORE_FALLBACK_FLOOR));
    assertThrows(AssertionError.class, this::storyOfAFallback);
  }
}
