package dev.gamut.protocol.leaderless;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Value;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The comparisons of one home with another, step by step: this home holds a value that the other
/// has seen and does not hold.
final class ComparingTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId OTHER = new NodeId(2);
  private static final Bytes PLACE = Bytes.utf8("k");
  private static final Dot DOT = new Dot(1, 1);
  private static final Item ITEM =
      Item.of(new Version(HybridTime.ofMillis(5), DOT), Value.bytes(Bytes.utf8("v")));

  /// What the other has seen beside it, perhaps a delete of it.
  private static final Dot OTHERS = new Dot(2, 1);

  private static final Frontier ALL = Frontier.of(DOT).with(OTHERS);
  private static final long SECOND = 1_000_000_000L;

  private final HashTree tree = newTree();
  private final Leaderless core =
      new Leaderless(
          new LeaderlessStart(
              new Homes(SELF, List.of(SELF, OTHER), List.of()),
              LeaderlessConfig.defaults(),
              new ItemRules(ConflictPolicy.SIBLINGS, 64, true),
              1,
              1,
              HybridTime.ofMillis(900),
              true,
              100,
              tree));
  private long seconds = 1;
  private List<LeaderlessEffect> effects = new ArrayList<>();

  private static HashTree newTree() {
    return new HashTree(new Buckets(PartitionBy.RANGE, Bytes.EMPTY, null));
  }

  private static void build(HashTree tree, List<HashTree.Held> held) {
    tree.rebuild();
    tree.ask();
    tree.took(held, null);
  }

  private static KeyPage page(Frontier seen, Item item) {
    KeyHashes key = KeyHashes.of(PLACE, item);
    return new KeyPage(seen, seen, key == null ? List.of() : List.of(key), null);
  }

  private Now now() {
    return new Now(seconds * SECOND, seconds * 1_000);
  }

  private void start(Frontier seen) {
    core.start(seen, List.of(), now(), effects);
  }

  private void step(LeaderlessEvent event) {
    effects = new ArrayList<>();
    core.step(event, now(), effects);
  }

  private <T> T only(Class<T> type) {
    List<T> all = all(type);
    assertEquals(1, all.size(), () -> type + " in " + effects);
    return all.getFirst();
  }

  private <T> List<T> all(Class<T> type) {
    List<T> all = new ArrayList<>();
    for (LeaderlessEffect effect : effects) {
      Object what =
          effect instanceof LeaderlessEffect.Send(NodeId to, LeaderlessMessage message)
              ? message
              : effect;
      if (type.isInstance(what)) {
        all.add(type.cast(what));
      }
    }
    return all;
  }

  private void pass(int more) {
    seconds += more;
    step(new LeaderlessEvent.TimerFired(TimerKind.COMPARE));
  }

  private void receive(LeaderlessMessage message) {
    step(new LeaderlessEvent.Received(OTHER, message));
  }

  private void see(Frontier seen) {
    step(new LeaderlessEvent.Applied(new Purpose.Housekeeping(), null, seen));
  }

  /// The looks, in which the other's hashes are those of nothing.
  private void looks(int count) {
    for (int i = 0; i < count; i++) {
      pass(i == 0 ? 11 : 1);
      LeaderlessMessage.AskBuckets asked = only(LeaderlessMessage.AskBuckets.class);
      HashTree others = newTree();
      build(others, List.of());
      receive(new LeaderlessMessage.BucketsAre(asked.id(), true, others.differing(asked.groups())));
    }
  }

  /// Up to where the value is suspected.
  private void suspect() {
    looks(3);
    receive(new LeaderlessMessage.FrontierIs(ALL, HybridTime.ZERO));
    pass(1);
    LeaderlessMessage.AskKeys asked = only(LeaderlessMessage.AskKeys.class);
    receive(new LeaderlessMessage.KeysAre(asked.id(), page(ALL, Item.NOTHING)));
    Purpose.OfKeys purpose = only(LeaderlessEffect.ReadKeys.class).purpose();
    step(new LeaderlessEvent.KeysRead(purpose, page(Frontier.of(DOT), ITEM)));
    assertEquals(List.of(), all(LeaderlessEffect.Differs.class));
    pass(1);
  }

  private void secondLook(Item item) {
    LeaderlessEffect.ReadItem read = only(LeaderlessEffect.ReadItem.class);
    assertEquals(PLACE, read.place());
    step(new LeaderlessEvent.ItemRead(read.purpose(), item));
  }

  private Compared compared() {
    return core.standings(now()).getFirst().compared();
  }

  private void holds() {
    build(tree, List.of(new HashTree.Held(PLACE, ITEM)));
  }

  @Test
  void nothingIsComparedBeforeTheHashesAreBuilt() {
    start(Frontier.of(DOT));
    tree.rebuild();
    tree.ask();
    pass(11);
    assertEquals(List.of(), all(LeaderlessMessage.AskBuckets.class));
    tree.took(List.of(), null);
    pass(1);
    assertEquals(1, all(LeaderlessMessage.AskBuckets.class).size());
  }

  /// It was restarted, perhaps.
  @Test
  void whoseHashesAreNotBuiltIsNotCompared() {
    holds();
    start(ALL);
    pass(11);
    long id = only(LeaderlessMessage.AskBuckets.class).id();
    receive(new LeaderlessMessage.BucketsAre(id, false, Map.of()));
    assertEquals(Compared.NEVER, compared());
    pass(1);
    assertEquals(List.of(), all(LeaderlessMessage.class), "not before its time");
  }

  @Test
  void equalHashesEndAComparison() {
    holds();
    start(ALL);
    pass(11);
    long id = only(LeaderlessMessage.AskBuckets.class).id();
    receive(new LeaderlessMessage.BucketsAre(id, true, Map.of()));
    assertEquals(new Compared(0, 1, 0, 0, 1), compared());
  }

  @Test
  void aDifferenceIsToldOnceThisHomeHasSeenAllThatTheOtherHad() {
    holds();
    start(Frontier.of(DOT));
    suspect();
    assertEquals(List.of(), all(LeaderlessEffect.ReadItem.class), "the other may know of a delete");
    see(ALL);
    pass(1);
    secondLook(ITEM);
    LeaderlessEffect.Differs differs = only(LeaderlessEffect.Differs.class);
    assertEquals(new LeaderlessEffect.Differs(OTHER, PLACE, List.of(DOT), List.of()), differs);
    assertEquals(new Compared(0, 1, 1, 1, 1), compared());
  }

  @Test
  void aDifferenceThatStaysIsToldOnce() {
    holds();
    start(ALL);
    for (int round = 1; round <= 3; round++) {
      suspect();
      secondLook(ITEM);
      assertEquals(round == 1 ? 1 : 0, all(LeaderlessEffect.Differs.class).size());
      assertEquals(new Compared(0, 1, 1, 1, round), compared());
    }
  }

  @Test
  void whatIsGoneAtTheSecondLookWasOnItsWay() {
    holds();
    start(Frontier.of(DOT));
    suspect();
    see(ALL);
    pass(1);
    secondLook(Item.NOTHING);
    assertEquals(List.of(), all(LeaderlessEffect.Differs.class));
    assertEquals(new Compared(0, 1, 0, 0, 1), compared());
  }

  @Test
  void aComparisonWithoutAnAnswerIsGivenUp() {
    holds();
    start(ALL);
    pass(11);
    assertEquals(1, all(LeaderlessMessage.AskBuckets.class).size());
    pass(2);
    assertEquals(List.of(), all(LeaderlessMessage.AskBuckets.class));
    assertEquals(Compared.NEVER, compared());
    pass(10);
    assertEquals(1, all(LeaderlessMessage.AskBuckets.class).size());
  }

  /// All that it lacks would be read, and explained.
  @Test
  void whoIsFarBehindIsComparedLater() {
    holds();
    start(ALL);
    receive(new LeaderlessMessage.FrontierIs(Frontier.EMPTY, HybridTime.ZERO));
    looks(3);
    pass(1);
    assertEquals(List.of(), all(LeaderlessMessage.AskKeys.class));
    assertEquals(Compared.NEVER, compared());
  }

  @Test
  void aHomeAnswersWhatItIsAsked() {
    start(ALL);
    receive(new LeaderlessMessage.AskBuckets(7, tree.groups()));
    assertEquals(
        new LeaderlessMessage.BucketsAre(7, false, Map.of()),
        only(LeaderlessMessage.BucketsAre.class));
    HashTree empty = newTree();
    holds();
    receive(new LeaderlessMessage.AskBuckets(8, empty.groups()));
    LeaderlessMessage.BucketsAre differ = only(LeaderlessMessage.BucketsAre.class);
    assertTrue(differ.built());
    assertEquals(1, differ.groups().size());
    KeyQuery query = new KeyQuery(List.of(3), Bytes.EMPTY, Integer.MAX_VALUE);
    receive(new LeaderlessMessage.AskKeys(9, query));
    LeaderlessEffect.ReadKeys read = only(LeaderlessEffect.ReadKeys.class);
    assertEquals(ComparingConfig.defaults().pageBytesMax(), read.query().bytesMax());
    step(new LeaderlessEvent.KeysRead(read.purpose(), page(ALL, ITEM)));
    LeaderlessMessage.KeysAre answer = only(LeaderlessMessage.KeysAre.class);
    assertEquals(9, answer.id());
    assertEquals(DOT, requireNonNull(answer.page().keys().getFirst().of(DOT)).dot());
  }
}
