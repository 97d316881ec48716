package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.Store.Batch;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChangeTableTest {
  private static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }

  private static Map<Bytes, @Nullable Bytes> contentOf(ChangeTable table) {
    Map<Bytes, @Nullable Bytes> content = new HashMap<>();
    for (Batch.Change change : table.changes()) {
      assertTrue(!content.containsKey(change.key()), "a key twice: " + change.key());
      content.put(change.key(), change.value());
    }
    return content;
  }

  @Test
  void holdsTheLastChangeOfEachKeyWhateverCameBefore() {
    for (int seed = 0; seed < 50; seed++) {
      Entropy entropy = Entropy.seeded(seed);
      int keys = 1 + entropy.below(3_000);
      ChangeTable table = new ChangeTable();
      for (int generation = 0; generation < 3; generation++) {
        Map<Bytes, @Nullable Bytes> expected = new HashMap<>();
        for (int step = entropy.below(10_000); step > 0; step--) {
          // Some keys with the same hash: "Aa" and "BB" have.
          String prefix = entropy.chance(0.5) ? "Aa" : "BB";
          Bytes key = bytes(entropy.chance(0.01) ? "" : prefix + entropy.below(keys));
          Bytes value = entropy.chance(0.2) ? null : bytes("v".repeat(entropy.below(40)) + step);
          table.put(key, value);
          expected.put(key, value);
          Bytes looked = bytes("Aa" + entropy.below(keys));
          Batch.Change found = table.find(looked);
          assertEquals(expected.containsKey(looked), found != null, "seed " + seed);
          assertEquals(expected.get(looked), found == null ? null : found.value(), "seed " + seed);
        }
        assertEquals(expected, contentOf(table), "seed " + seed);
        assertEquals(expected.isEmpty(), table.isEmpty());
        table.clear();
        assertTrue(table.isEmpty() && table.sizeBytes() == 0);
        assertNull(table.find(bytes("Aa0")));
      }
    }
  }

  @Test
  void countsKeysAndValuesAndWhatHadToBeLeftBehind() {
    ChangeTable table = new ChangeTable();
    table.put(bytes("key"), bytes("12345"));
    assertEquals(8, table.sizeBytes());
    table.put(bytes("key"), bytes("54321"));
    table.put(bytes("key"), null);
    table.put(bytes("key"), bytes("1"));
    assertEquals(8, table.sizeBytes());
    table.put(bytes("key"), bytes("123456"));
    assertEquals(17, table.sizeBytes());
  }

  @Test
  void whatWasFoundStaysWhenTheKeyChanges() {
    ChangeTable table = new ChangeTable();
    table.put(bytes("key"), bytes("12345"));
    Batch.Change found = table.find(bytes("key"));
    table.put(bytes("key"), bytes("54321"));
    assertEquals(new Batch.Change(bytes("key"), bytes("12345"), null), found);
  }
}
