package dev.gamut.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Merging held against what it means: a write stays unless another that knew of it was written.
final class ItemMergeTest {
  private static final int REPLICAS = 3;

  /// A write with the dots that its writer knew of.
  private record Known(Item.Sibling sibling, Set<Dot> superseded) {}

  /// Replicas of one key that read, write and merge in any order.
  private static final class Replicas {
    final Entropy entropy;
    final List<Item> states = new ArrayList<>();
    final List<Context> reads = new ArrayList<>();
    final List<Known> writes = new ArrayList<>();
    final long[] sequences = new long[REPLICAS];

    Replicas(Entropy entropy) {
      this.entropy = entropy;
      for (int i = 0; i < REPLICAS; i++) {
        states.add(Item.NOTHING);
      }
      reads.add(Context.NOTHING);
    }

    void step(boolean latestOnly) {
      int at = entropy.below(REPLICAS);
      switch (entropy.below(3)) {
        case 0 -> reads.add(Context.of(states.get(at)));
        case 1 -> write(at, reads.get(entropy.below(reads.size())), latestOnly);
        default -> {
          Item merged = states.get(at).merge(states.get(entropy.below(REPLICAS)));
          states.set(at, latestOnly ? merged.latest() : merged);
        }
      }
    }

    private void write(int at, Context given, boolean latestOnly) {
      Context context = latestOnly ? Context.of(states.get(at)) : given;
      Dot dot = new Dot(at + 1, ++sequences[at]);
      long skewed = 1_000L + entropy.below(50);
      Item.Sibling sibling =
          new Item.Sibling(
              new Version(context.time().next(skewed), dot), Value.bytes(Bytes.utf8("v" + dot)));
      writes.add(new Known(sibling, dots(context.seen())));
      Item written = new Item(List.of(sibling), context.seen());
      Item merged = states.get(at).merge(written);
      states.set(at, latestOnly ? merged.latest() : merged);
    }

    Set<Dot> expected() {
      Set<Dot> left = new TreeSet<>();
      writes.forEach(write -> left.add(write.sibling().dot()));
      writes.forEach(write -> left.removeAll(write.superseded()));
      return left;
    }
  }

  private static Set<Dot> dots(Frontier frontier) {
    Set<Dot> dots = new TreeSet<>();
    frontier.forEach(
        (origin, first, last) -> {
          for (long i = first; i <= last; i++) {
            dots.add(new Dot(origin, i));
          }
        });
    return dots;
  }

  private static Set<Dot> siblings(Item item) {
    return item.siblings().stream()
        .map(Item.Sibling::dot)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void keepsWhateverNobodyKnewOfWhoWroteLater() {
    for (long seed = 1; seed <= 3_000; seed++) {
      Replicas replicas = new Replicas(Entropy.seeded(seed));
      for (int i = 0; i < 40; i++) {
        replicas.step(false);
      }
      Item a = replicas.states.get(0);
      Item b = replicas.states.get(1);
      Item c = replicas.states.get(2);
      Item merged = a.merge(b).merge(c);
      assertEquals(replicas.expected(), siblings(merged), "seed " + seed);
      assertEquals(merged, c.merge(a).merge(b), "seed " + seed);
      assertEquals(merged, a.merge(b.merge(c)), "seed " + seed);
      assertEquals(merged, merged.merge(merged), "seed " + seed);
      assertEquals(merged, merged.merge(a), "seed " + seed);
    }
  }

  @Test
  void ofTheLatestOnlyEveryOrderKeepsTheSame() {
    for (long seed = 1; seed <= 3_000; seed++) {
      Replicas replicas = new Replicas(Entropy.seeded(seed));
      for (int i = 0; i < 40; i++) {
        replicas.step(true);
      }
      Item a = replicas.states.get(0);
      Item b = replicas.states.get(1);
      Item c = replicas.states.get(2);
      Item merged = a.merge(b).latest().merge(c).latest();
      assertEquals(merged, c.merge(a).latest().merge(b).latest(), "seed " + seed);
      assertEquals(merged, a.merge(b.merge(c).latest()).latest(), "seed " + seed);
      Version last = Version.NONE;
      for (Known write : replicas.writes) {
        Version version = write.sibling().version();
        last = version.compareTo(last) > 0 ? version : last;
      }
      assertEquals(last.time(), merged.time(), "seed " + seed);
    }
  }

  @Test
  void twoDotsOfOneWriteAreShownAsOne() {
    WriteName name = new WriteName(7, 1);
    Item first = written(new Dot(1, 5), name);
    Item second = written(new Dot(2, 9), name);
    Item merged = second.merge(first);
    assertEquals(merged, first.merge(second));
    assertEquals(merged, merged.merge(second));
    assertEquals(Set.of(new Dot(1, 5)), siblings(merged.shown()));
    assertEquals(merged.seen(), merged.shown().seen());
  }

  /// A replica that dropped the second attempt because of the first, and then the first, held
  /// nothing of a write that another one still had, though both had seen the same dots.
  @Test
  void whatSupersedesOneDotOfAWriteLeavesTheOtherInAnyOrder() {
    WriteName name = new WriteName(7, 1);
    Item first = written(new Dot(1, 5), name);
    Item second = written(new Dot(2, 9), name);
    Item over = written(new Dot(3, 1), WriteName.NONE);
    Item later = new Item(over.siblings(), first.seen());
    Set<Dot> left = Set.of(new Dot(2, 9), new Dot(3, 1));
    assertEquals(left, siblings(first.merge(second).merge(later)));
    assertEquals(left, siblings(second.merge(later).merge(first)));
  }

  @Test
  void tombstonesAreNotAmongTheLive() {
    Item deleted = written(new Dot(1, 5), WriteName.NONE, Value.TOMBSTONE);
    assertEquals(List.of(), deleted.live());
    Item both = deleted.merge(written(new Dot(2, 1), WriteName.NONE));
    assertEquals(1, both.live().size());
    assertEquals(2, both.siblings().size());
  }

  private static Item written(Dot dot, WriteName name) {
    return written(dot, name, Value.bytes(Bytes.utf8("v")));
  }

  private static Item written(Dot dot, WriteName name, Value value) {
    Version version = new Version(HybridTime.ofMillis(dot.sequence()), dot);
    return new Item(List.of(new Item.Sibling(version, value, name)), Frontier.EMPTY);
  }
}
