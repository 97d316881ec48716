package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.Store.Entry;
import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class CopyOnWriteTreeTest {
  private record Kept(CopyOnWriteTree.Snapshot snapshot, List<Entry> expected) {}

  private static Bytes key(int number) {
    return Bytes.utf8("%06d".formatted(number));
  }

  private static List<Entry> all(Function<Range, Page> reader) {
    Page page = reader.apply(new Range(Bytes.EMPTY, null, Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertNull(page.next());
    return page.entries();
  }

  private static List<Entry> entries(Map<Bytes, Bytes> model) {
    List<Entry> entries = new ArrayList<>();
    model.forEach((key, value) -> entries.add(new Entry(key, value)));
    return entries;
  }

  @Test
  void aDeepTreeAndItsSnapshotsAgreeWithAModel() {
    for (long seed = 0; seed < 30; seed++) {
      Entropy entropy = Entropy.seeded(seed);
      CopyOnWriteTree tree = new CopyOnWriteTree();
      TreeMap<Bytes, Bytes> model = new TreeMap<>();
      ArrayDeque<Kept> kept = new ArrayDeque<>();
      int keys = 1 + entropy.below(40_000);
      for (int step = 0; step < 20_000; step++) {
        change(tree, model, entropy, keys);
        if (entropy.below(2000) == 0) {
          kept.add(new Kept(tree.snapshot(), entries(model)));
        }
        if (kept.size() > 3) {
          Kept oldest = kept.remove();
          assertEquals(oldest.expected(), all(oldest.snapshot()::scan), "seed " + seed);
        }
      }
      assertEquals(entries(model), all(tree::scan), "seed " + seed);
      for (Kept each : kept) {
        assertEquals(each.expected(), all(each.snapshot()::scan), "seed " + seed);
      }
    }
  }

  private static void change(
      CopyOnWriteTree tree, NavigableMap<Bytes, Bytes> model, Entropy entropy, int keys) {
    Bytes key = key(entropy.below(keys));
    int dice = entropy.below(1000);
    if (dice < 700) {
      Bytes value = Bytes.utf8("v" + entropy.below(1000));
      tree.put(key, value);
      model.put(key, value);
    } else if (dice < 995) {
      tree.delete(key);
      model.remove(key);
    } else {
      Bytes end = key(entropy.below(keys));
      tree.deleteRange(key, end);
      if (key.compareTo(end) < 0) {
        model.subMap(key, end).clear();
      }
    }
    assertEquals(model.get(key), tree.get(key));
  }

  @Test
  void aTreeThatIsEmptiedInOrderIsUsableAgain() {
    CopyOnWriteTree tree = new CopyOnWriteTree();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 5000; i++) {
        tree.put(key(i), Bytes.EMPTY);
      }
      CopyOnWriteTree.Snapshot full = tree.snapshot();
      for (int i = 0; i < 5000; i++) {
        tree.delete(key(i));
      }
      assertEquals(0, all(tree::scan).size());
      assertEquals(5000, all(full::scan).size());
    }
  }

  @Test
  void restoringASnapshotDoesNotChangeIt() {
    CopyOnWriteTree tree = new CopyOnWriteTree();
    tree.put(key(1), Bytes.utf8("old"));
    CopyOnWriteTree.Snapshot snapshot = tree.snapshot();
    for (int i = 0; i < 3; i++) {
      tree.put(key(1), Bytes.utf8("new"));
      tree.restore(snapshot);
      assertEquals(Bytes.utf8("old"), tree.get(key(1)));
      tree.put(key(2), Bytes.EMPTY);
      assertNull(snapshot.get(key(2)));
    }
  }
}
