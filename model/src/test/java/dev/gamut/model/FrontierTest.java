package dev.gamut.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.testing.CodecCheck;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Held against a set of dots that knows nothing of ranges.
final class FrontierTest {
  private static final int SEQUENCE_MAX = 24;
  private static final int ORIGIN_MAX = 4;

  /// A frontier and the same dots one by one.
  private record Pair(Frontier frontier, SortedSet<Dot> dots) {}

  private static Pair sample(Entropy entropy) {
    Frontier frontier = Frontier.EMPTY;
    TreeSet<Dot> dots = new TreeSet<>();
    double density = entropy.below(100) / 100.0;
    for (long origin = 1; origin <= ORIGIN_MAX; origin++) {
      for (long sequence = 1; sequence <= SEQUENCE_MAX; sequence++) {
        if (entropy.chance(density)) {
          dots.add(new Dot(origin, sequence));
        }
      }
    }
    for (Dot dot : shuffled(dots, entropy)) {
      frontier = frontier.with(dot);
    }
    return new Pair(frontier, dots);
  }

  private static Iterable<Dot> shuffled(SortedSet<Dot> dots, Entropy entropy) {
    java.util.TreeMap<Long, Dot> order = new java.util.TreeMap<>();
    dots.forEach(dot -> order.put(entropy.nextLong(), dot));
    return order.values();
  }

  private static void assertSame(SortedSet<Dot> expected, Frontier found) {
    TreeSet<Dot> dots = new TreeSet<>();
    found.forEach(
        (origin, first, last) -> {
          for (long i = first; i <= last; i++) {
            assertTrue(dots.add(new Dot(origin, i)), found::toString);
          }
        });
    assertEquals(expected, dots, found::toString);
    assertEquals(expected.size(), found.dotCount());
  }

  @Test
  void isTheSetOfItsDotsWhateverTheirOrder() {
    Entropy entropy = Entropy.seeded(1);
    for (int i = 0; i < 2_000; i++) {
      Pair pair = sample(entropy);
      assertSame(pair.dots(), pair.frontier());
      for (long origin = 0; origin <= ORIGIN_MAX + 1; origin++) {
        long base = 0;
        while (pair.dots().contains(new Dot(origin, base + 1))) {
          base++;
        }
        assertEquals(base, pair.frontier().base(origin));
        assertEquals(base, pair.frontier().bases().base(origin));
        for (long sequence = 1; sequence <= SEQUENCE_MAX + 1; sequence++) {
          Dot dot = new Dot(origin, sequence);
          assertEquals(pair.dots().contains(dot), pair.frontier().covers(dot));
        }
      }
    }
  }

  @Test
  void joinsSubtractsAndMeetsLikeSets() {
    Entropy entropy = Entropy.seeded(2);
    for (int i = 0; i < 4_000; i++) {
      Pair a = sample(entropy);
      Pair b = sample(entropy);
      TreeSet<Dot> both = new TreeSet<>(a.dots());
      both.addAll(b.dots());
      assertSame(both, a.frontier().join(b.frontier()));
      assertEquals(a.frontier().join(b.frontier()), b.frontier().join(a.frontier()));
      TreeSet<Dot> rest = new TreeSet<>(a.dots());
      rest.removeAll(b.dots());
      assertSame(rest, a.frontier().minus(b.frontier()));
      TreeSet<Dot> shared = new TreeSet<>(a.dots());
      shared.retainAll(b.dots());
      assertSame(shared, a.frontier().meet(b.frontier()));
      assertEquals(a.dots().containsAll(b.dots()), a.frontier().coversAll(b.frontier()));
    }
  }

  @Test
  void comesBackAsItWasAndRefusesWhatItIsNot() {
    new CodecCheck<>(entropy -> sample(entropy).frontier(), Frontier::write, Frontier::read).run(3);
  }

  @Test
  void keepsItsBytes() {
    Frontier frontier =
        Frontier.ofRange(2, 1, 7).with(new Dot(2, 9)).join(Frontier.ofRange(300, 2, 200));
    ByteWriter out = new ByteWriter();
    frontier.write(out);
    assertEquals("0202020006010" + "0ac020101c601", out.take().toHex());
    assertEquals("2:1-7,9 300:2-200", frontier.toString());
  }

  @Test
  void hasNoDotBeforeTheFirst() {
    assertThrows(IllegalArgumentException.class, () -> Frontier.of(Dot.NONE));
    assertThrows(IllegalArgumentException.class, () -> Frontier.ofRange(1, 3, 2));
  }
}
