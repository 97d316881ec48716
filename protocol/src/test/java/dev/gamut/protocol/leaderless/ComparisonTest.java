package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What two homes hold, held against each other a page at a time.
final class ComparisonTest {
  private static final Dot OLD = new Dot(1, 1);
  private static final Dot NEW = new Dot(1, 2);
  private static final Frontier BOTH = Frontier.ofRange(1, 1, 2);

  private final Comparison comparison = new Comparison(new NodeId(2));

  private static Bytes place(String key) {
    return Bytes.utf8(key);
  }

  private static KeyHashes key(String key, Dot dot, long hash) {
    return new KeyHashes(place(key), List.of(new KeyHashes.Live(dot, hash)));
  }

  private static KeyPage page(Frontier seen, @Nullable String next, KeyHashes... keys) {
    return new KeyPage(seen, seen, List.of(keys), next == null ? null : place(next));
  }

  private boolean hold(KeyPage mine, KeyPage theirs) {
    comparison.theirs = theirs;
    return comparison.hold(mine);
  }

  private List<String> suspected() {
    return comparison.suspects.stream().map(suspect -> suspect.place().toUtf8()).toList();
  }

  @Test
  void whatIsEqualIsNotSuspected() {
    assertTrue(hold(page(BOTH, null, key("a", NEW, 7)), page(BOTH, null, key("a", NEW, 7))));
    assertEquals(List.of(), suspected());
  }

  @Test
  void whatTheOtherHasNotSeenIsExplained() {
    KeyPage theirs = page(Frontier.of(OLD), null, key("a", OLD, 5));
    assertTrue(hold(page(BOTH, null, key("a", NEW, 7), key("b", NEW, 8)), theirs));
    assertEquals(List.of(), suspected());
  }

  /// It may have seen what superseded it: that is known when this home has seen all of that.
  @Test
  void whatTheOtherHasSeenAndDoesNotHoldIsSuspected() {
    assertTrue(hold(page(Frontier.of(OLD), null, key("a", OLD, 5)), page(BOTH, null)));
    Comparison.Suspect suspect = comparison.suspects.remove();
    assertEquals(place("a"), suspect.place());
    assertEquals(List.of(), suspect.theirs());
    assertEquals(BOTH, suspect.until());
  }

  /// What came while the other read may be missing from what it read.
  @Test
  void whatTheOtherSawWhileItReadIsNotSuspected() {
    KeyPage theirs = new KeyPage(Frontier.of(OLD), BOTH, List.of(), null);
    assertTrue(hold(page(BOTH, null, key("a", NEW, 7)), theirs));
    assertEquals(List.of(), suspected());
  }

  @Test
  void anotherValueOfTheSameDotIsSuspected() {
    hold(page(BOTH, null, key("a", NEW, 7)), page(BOTH, null, key("a", NEW, 8)));
    assertEquals(List.of("a"), suspected());
    assertEquals(List.of(NEW), comparison.suspects.getFirst().theirs());
  }

  @Test
  void whatOnlyTheOtherHoldsItFindsItself() {
    assertTrue(hold(page(BOTH, null), page(BOTH, null, key("a", NEW, 7))));
    assertEquals(List.of(), suspected());
  }

  /// Each page ends where it is full; what lies beyond the shorter one comes with the next.
  @Test
  void pagesAreHeldAgainstEachOtherAsFarAsBothReach() {
    KeyPage mine = page(BOTH, "c", key("a", NEW, 7), key("b", NEW, 7));
    assertFalse(hold(mine, page(BOTH, "b", key("a", NEW, 7))));
    assertEquals(List.of(), suspected(), "b is beyond the other's page");
    assertEquals(place("b"), comparison.query(9).from());
    assertFalse(hold(page(BOTH, "c", key("b", NEW, 7)), page(BOTH, null, key("c", NEW, 7))));
    assertEquals(List.of("b"), suspected());
    assertEquals(place("c"), comparison.query(9).from());
    assertTrue(hold(page(BOTH, null, key("c", NEW, 7)), page(BOTH, null, key("c", NEW, 7))));
    assertEquals(List.of("b"), suspected());
  }

  @Test
  void whatWasEqualInALookIsNotAskedFor() {
    comparison.buckets.clear();
    comparison.buckets.set(3);
    comparison.buckets.set(1_023);
    KeyQuery query = comparison.query(9);
    assertEquals(List.of(3, 1_023), query.buckets());
    assertEquals(comparison.buckets, query.bucketSet());
    assertEquals(5, query.within(5).bytesMax());
    assertEquals(1, new KeyQuery(List.of(), Bytes.EMPTY, -4).within(5).bytesMax());
  }
}
