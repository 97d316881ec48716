package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ByKeyTest {
  private final Entropy entropy = Entropy.seeded(1);

  /// Many share their first bytes, some end there, and zeros and the highest byte are common.
  private Bytes key() {
    byte[] bytes = new byte[entropy.below(12)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (entropy.chance(0.8) ? -entropy.below(2) : entropy.below(256));
    }
    return Bytes.wrap(bytes);
  }

  @Test
  void changesAreInTheOrderOfTheirKeys() {
    for (int run = 0; run < 200; run++) {
      TreeSet<Bytes> keys = new TreeSet<>();
      for (int i = 0; i < 100; i++) {
        keys.add(key());
      }
      List<Store.Batch.Change> changes = new ArrayList<>();
      for (Bytes key : keys) {
        changes.add(entropy.below(changes.size() + 1), new Store.Batch.Change(key, key, null));
      }
      List<Bytes> sorted = ByKey.sorted(changes).stream().map(Store.Batch.Change::key).toList();
      assertEquals(List.copyOf(keys), sorted);
    }
  }
}
