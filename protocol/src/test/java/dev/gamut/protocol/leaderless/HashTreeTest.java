package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The hashes that are kept up are those that one makes of all that is held.
final class HashTreeTest {
  private static final int KEYS = 40;

  private final TreeMap<Bytes, Item> items = new TreeMap<>();
  private HashTree tree = newTree();
  private long sequence;

  private static HashTree newTree() {
    return new HashTree(new Buckets(PartitionBy.HASH, Bytes.EMPTY, null));
  }

  private static Bytes place(int key) {
    return Key.of("k" + key).place(PartitionBy.HASH);
  }

  private Item.Sibling sibling(Value value) {
    long next = ++sequence;
    return new Item.Sibling(new Version(HybridTime.ofMillis(next), new Dot(3, next)), value);
  }

  private Item drawn(Entropy entropy) {
    List<Item.Sibling> siblings = new ArrayList<>();
    int count = entropy.below(3);
    for (int i = 0; i < count; i++) {
      Value value =
          entropy.chance(0.3) ? Value.TOMBSTONE : Value.bytes(Bytes.utf8("v" + entropy.below(9)));
      siblings.add(sibling(value));
    }
    return new Item(siblings, Frontier.EMPTY);
  }

  private void write(HashTree into, Bytes place, Item item) {
    into.replace(place, items.getOrDefault(place, Item.NOTHING), item);
    if (item.isNothing()) {
      items.remove(place);
    } else {
      items.put(place, item);
    }
  }

  private HashTree built() {
    HashTree fresh = newTree();
    fresh.rebuild();
    fresh.ask();
    List<HashTree.Held> all = new ArrayList<>();
    items.forEach((place, item) -> all.add(new HashTree.Held(place, item)));
    fresh.took(all, null);
    return fresh;
  }

  private void assertSame(HashTree expected, HashTree actual) {
    assertEquals(expected.groups(), actual.groups());
    assertTrue(actual.differing(expected.groups()).isEmpty());
    assertEquals(expected.keys(), actual.keys());
  }

  private record Page(List<HashTree.Held> held, @Nullable Bytes next) {}

  private Page page(Bytes from, int count) {
    List<HashTree.Held> held = new ArrayList<>();
    for (Map.Entry<Bytes, Item> entry : items.tailMap(from).entrySet()) {
      if (held.size() == count) {
        return new Page(held, entry.getKey());
      }
      held.add(new HashTree.Held(entry.getKey(), entry.getValue()));
    }
    return new Page(held, null);
  }

  /// Pages are answered late, and show what was held when they were asked for, or when they are
  /// answered, and writes go on; several times, one build after the other.
  @Test
  void whatIsBuiltWhileWritesGoOnIsWhatIsHeld() {
    for (long seed = 1; seed <= 300; seed++) {
      items.clear();
      tree = newTree();
      run(Entropy.seeded(seed));
    }
  }

  private void run(Entropy entropy) {
    Page early = null;
    Bytes asked = Bytes.EMPTY;
    boolean wasBuilt = false;
    for (int step = 0; step < 600; step++) {
      if (entropy.chance(0.6)) {
        int writes = 1 + entropy.below(3);
        for (int i = 0; i < writes; i++) {
          write(tree, place(entropy.below(KEYS)), drawn(entropy));
        }
        tree.written();
      } else if (early != null) {
        Page page = entropy.chance(0.5) ? early : page(asked, 3);
        tree.took(page.held(), page.next());
        early = null;
      } else {
        if (!tree.isBuilding()) {
          tree.rebuild();
        }
        asked = tree.ask();
        early = page(asked, 3);
      }
      assertTrue(tree.isBuilt() || !wasBuilt, "it is built no more");
      wasBuilt = tree.isBuilt();
      if (tree.isBuilt()) {
        assertSame(built(), tree);
      }
    }
    assertTrue(wasBuilt);
  }

  @Test
  void whatIsNotWrittenYetDoesNotCount() {
    tree = built();
    List<Long> before = tree.groups();
    write(tree, place(1), new Item(List.of(sibling(Value.bytes(Bytes.utf8("v")))), Frontier.EMPTY));
    assertEquals(before, tree.groups());
    assertEquals(0, tree.keys());
    tree.written();
    assertNotEquals(before, tree.groups());
    assertEquals(1, tree.keys());
    assertSame(built(), tree);
  }

  /// They go at a moment of each replica's own.
  @Test
  void tombstonesAndContextsDoNotCount() {
    Item.Sibling value = sibling(Value.bytes(Bytes.utf8("v")));
    Item.Sibling tombstone = sibling(Value.TOMBSTONE);
    Item plain = new Item(List.of(value), Frontier.EMPTY);
    Item rich = new Item(List.of(value, tombstone), Frontier.ofRange(9, 1, 4));
    assertEquals(ItemHashes.of(place(1), plain), ItemHashes.of(place(1), rich));
    assertEquals(0, ItemHashes.of(place(1), new Item(List.of(tombstone), Frontier.EMPTY)));
  }

  @Test
  void everythingThatAValueIsCounts() {
    Item.Sibling one = sibling(Value.bytes(Bytes.utf8("v")));
    long hash = ItemHashes.of(place(1), new Item(List.of(one), Frontier.EMPTY));
    Version version = one.version();
    Version later = new Version(HybridTime.ofMillis(77), version.dot());
    Version other = new Version(version.time(), new Dot(3, 77));
    List<Item.Sibling> changed =
        List.of(
            new Item.Sibling(later, one.value()),
            new Item.Sibling(other, one.value()),
            new Item.Sibling(version, Value.bytes(Bytes.utf8("w"))),
            new Item.Sibling(version, Value.document("v")));
    for (Item.Sibling sibling : changed) {
      assertNotEquals(hash, ItemHashes.of(place(1), new Item(List.of(sibling), Frontier.EMPTY)));
    }
    assertNotEquals(hash, ItemHashes.of(place(2), new Item(List.of(one), Frontier.EMPTY)));
  }

  @Test
  void whereTwoDifferIsFound() {
    for (int key = 0; key < 2_000; key++) {
      write(tree, place(key), new Item(List.of(sibling(Value.bytes(Bytes.EMPTY))), Frontier.EMPTY));
    }
    HashTree whole = built();
    items.remove(place(17));
    items.remove(place(1_234));
    HashTree less = built();
    var differing = less.differingBuckets(whole.differing(less.groups()));
    assertEquals(2, differing.cardinality());
    assertTrue(whole.buckets().isIn(place(17), differing));
    assertTrue(whole.buckets().isIn(place(1_234), differing));
  }

  @Test
  void aPageThatNobodyAskedForIsRefused() {
    assertFalse(tree.isBuilt());
    assertThrows(IllegalStateException.class, () -> tree.took(List.of(), null));
    tree.rebuild();
    assertThrows(IllegalStateException.class, () -> tree.took(List.of(), null));
    tree.ask();
    tree.took(List.of(), null);
    assertTrue(tree.isBuilt());
  }
}
