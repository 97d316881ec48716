package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A write that was sent twice and carried out twice is one write: its caller is told one dot, and
/// who overwrites either has overwritten it.
final class KeyWritesTest {
  private static final long GONE = 8;

  /// Two attempts at one write; the home that has the first is gone then.
  private static final Item.Sibling FIRST = sibling(new Dot(GONE, 1), 10, new WriteName(5, 1));

  private static final Item.Sibling AGAIN = sibling(new Dot(9, 1), 11, new WriteName(5, 1));
  private static final Item.Sibling LATER = sibling(new Dot(9, 2), 12, new WriteName(5, 2));

  private final KeyWrites key = new KeyWrites("k", ConflictPolicy.SIBLINGS);

  private static Item.Sibling sibling(Dot dot, long millis, WriteName name) {
    Value value = Value.bytes(Bytes.utf8("v" + name.sequence()));
    return new Item.Sibling(new Version(HybridTime.ofMillis(millis), dot), value, name);
  }

  private void sentTwice() {
    key.made(FIRST, Frontier.EMPTY);
    key.made(AGAIN, Frontier.EMPTY);
    key.acknowledged(FIRST.version(), 1);
  }

  @Test
  void whoSupersedesOneAttemptSupersedesTheWrite() {
    sentTwice();
    key.made(LATER, Frontier.of(AGAIN.dot()));
    key.checkRegular(key.begin(2), List.of(LATER));
    assertNull(key.difference(List.of(LATER), Set.of(), Set.of(GONE)));
  }

  @Test
  void oneAttemptMustBeLeft() {
    sentTwice();
    assertNull(key.difference(List.of(AGAIN), Set.of(), Set.of(GONE)));
    assertNotNull(key.difference(List.of(), Set.of(), Set.of(GONE)));
    assertThrows(Invariant.Violation.class, () -> key.checkRegular(key.begin(2), List.of()));
  }

  @Test
  void whatIsAcknowledgedOnceMustBeLeftThoughItsHomeIsGone() {
    key.made(FIRST, Frontier.EMPTY);
    key.acknowledged(FIRST.version(), 1);
    assertNotNull(key.difference(List.of(), Set.of(), Set.of(GONE)));
  }
}
