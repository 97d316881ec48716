package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DotLogTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  private final DotLog log = new DotLog();

  private static Frontier upTo(long sequence) {
    return Frontier.ofRange(1, 1, sequence);
  }

  @Test
  void findsTheKeysOfDotsInTheOrderOfTheLog() {
    log.add(7, new Dot(1, 1), B, false);
    log.add(8, new Dot(1, 2), A, false);
    log.add(9, new Dot(1, 3), B, false);
    assertEquals(
        Map.of(B, Frontier.of(new Dot(1, 1)).with(new Dot(1, 3)), A, Frontier.of(new Dot(1, 2))),
        log.find(upTo(3), 10));
    assertEquals(List.of(B), List.copyOf(log.find(upTo(3), 1).keySet()));
    assertEquals(Map.of(), log.find(Frontier.of(new Dot(2, 1)), 10));
  }

  @Test
  void keepsTheEntriesOfTheLogThatItStandsFor() {
    assertEquals(Long.MAX_VALUE, log.firstIndex());
    log.add(7, new Dot(1, 1), A, false);
    log.add(8, new Dot(1, 2), A, false);
    assertEquals(7, log.firstIndex());
    log.forget(upTo(1));
    assertEquals(8, log.firstIndex());
    assertEquals(1, log.count());
    log.forget(upTo(2));
    assertEquals(0, log.sizeBytes());
  }

  /// A crash between the two would leave the tombstone for ever: after a restart only what is in
  /// here is looked at again.
  @Test
  void whatIsToBeCollectedStaysUntilThatIsDurable() {
    log.add(7, new Dot(1, 1), A, true);
    log.forget(upTo(1));
    assertEquals(7, log.firstIndex());
    assertEquals(List.of(A), log.collect(upTo(1)));
    assertEquals(List.of(), log.collect(upTo(1)));
    log.forget(upTo(1));
    assertEquals(7, log.firstIndex());
    log.collected(Set.of(B), upTo(1));
    assertEquals(7, log.firstIndex(), "another key's was collected");
    log.collected(Set.of(A), upTo(1));
    assertEquals(Long.MAX_VALUE, log.firstIndex());
  }

  @Test
  void collectsNothingThatIsNotCollectable() {
    log.add(7, new Dot(1, 2), A, true);
    assertEquals(List.of(), log.collect(upTo(1)));
    assertEquals(List.of(A), log.collect(upTo(2)));
  }

  @Test
  void forgetsTheOldestBeyondItsBound() {
    log.add(7, new Dot(1, 1), A, false);
    log.add(8, new Dot(1, 2), A, true);
    log.add(9, new Dot(1, 3), A, false);
    long size = log.sizeBytes();
    assertFalse(log.bound(size, 0, 9));
    assertEquals(3, log.count());
    assertFalse(log.bound(size - 1, 0, 9), "what went had nothing to collect");
    assertEquals(8, log.firstIndex());
    assertTrue(log.bound(size, 8, 9), "a tombstone went that nobody else will find");
    assertEquals(9, log.firstIndex());
  }

  /// Against a list of objects: entries fill several chunks, and go from all places.
  @Test
  void entriesStayInOrderHoweverManyGo() {
    Entropy entropy = Entropy.seeded(3);
    List<Dot> kept = new ArrayList<>();
    Map<Dot, Bytes> places = new HashMap<>();
    Frontier gone = Frontier.EMPTY;
    long sequence = 0;
    for (int round = 0; round < 200; round++) {
      for (int i = entropy.below(100); i > 0; i--) {
        Dot dot = new Dot(1 + entropy.below(3), ++sequence);
        Bytes place = Bytes.utf8("k".repeat(entropy.below(30)) + sequence);
        log.add(sequence, dot, place, false);
        places.put(dot, place);
        kept.add(dot);
      }
      for (Dot dot : List.copyOf(kept)) {
        gone = entropy.chance(0.2) ? gone.with(dot) : gone;
      }
      log.forget(gone);
      kept.removeIf(gone::covers);
      if (entropy.chance(0.3) && !kept.isEmpty()) {
        long needless = kept.get(entropy.below(kept.size())).sequence();
        log.bound(Long.MAX_VALUE, needless, Long.MAX_VALUE);
        kept.removeIf(dot -> dot.sequence() <= needless);
      }
      assertEquals(kept, List.copyOf(log.all().keySet()));
      log.all().forEach((dot, place) -> assertEquals(places.get(dot), place));
      assertEquals(kept.size(), log.count());
      long bytes = 0;
      for (Bytes place : log.all().values()) {
        bytes += DotChunk.sizeOf(place.length());
      }
      assertEquals(bytes, log.sizeBytes());
      assertEquals(kept.isEmpty() ? Long.MAX_VALUE : kept.getFirst().sequence(), log.firstIndex());
    }
  }

  /// A key is a slice of the record that wrote it, which would stay in memory with it.
  @Test
  void keysAreCopied() {
    byte[] record = "place and a long value".getBytes(StandardCharsets.UTF_8);
    log.add(7, new Dot(1, 1), Bytes.wrap(record, 0, 5), false);
    record[0] = 'X';
    assertEquals(Map.of(new Dot(1, 1), Bytes.utf8("place")), log.all());
  }

  /// A sweep would not find its tombstone.
  @Test
  void whatIsNotInTheStoreYetIsNotForgotten() {
    log.add(7, new Dot(1, 1), A, true);
    log.add(8, new Dot(1, 2), B, true);
    assertFalse(log.bound(0, 8, 6));
    assertEquals(2, log.count());
    assertTrue(log.bound(0, 8, 7));
    assertEquals(8, log.firstIndex());
  }
}
