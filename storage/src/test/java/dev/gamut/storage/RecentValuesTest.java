package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.Store.Batch;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecentValuesTest {
  private static Bytes key(int number) {
    return Bytes.utf8("key " + number);
  }

  private static Bytes value(Entropy entropy, int length) {
    byte[] value = new byte[length];
    for (int i = 0; i < length; i++) {
      value[i] = (byte) entropy.nextLong();
    }
    return Bytes.wrap(value);
  }

  /// Reads a key as [GatheringStore] does: here first, then from the store.
  private static boolean read(
      RecentValues recent, Map<Bytes, @Nullable Bytes> store, Bytes key, String why) {
    RecentValues.Known known = recent.find(key);
    if (known == null) {
      recent.read(key, store.get(key));
      return false;
    }
    assertEquals(store.get(key), known.value(), why);
    return true;
  }

  private static void write(
      RecentValues recent, Map<Bytes, @Nullable Bytes> store, Bytes key, @Nullable Bytes value) {
    store.put(key, value);
    recent.written(new Batch.Change(key, value, null));
  }

  @Test
  void whatIsKnownIsWhatTheStoreHolds() {
    int hits = 0;
    for (int seed = 0; seed < 300; seed++) {
      Entropy entropy = Entropy.seeded(seed);
      int bytesMax = 1 << (8 + entropy.below(10));
      int keys = 1 + entropy.below(400);
      int lengthMax = 1 + entropy.below(bytesMax / 8);
      RecentValues recent = new RecentValues(bytesMax);
      Map<Bytes, @Nullable Bytes> store = new HashMap<>();
      for (int step = 0; step < 5_000; step++) {
        // Some keys are read far more often than others.
        Bytes key = key(entropy.below(1 + entropy.below(keys)));
        if (entropy.chance(0.3)) {
          boolean isDelete = entropy.chance(0.2);
          write(recent, store, key, isDelete ? null : value(entropy, entropy.below(lengthMax)));
        } else if (read(recent, store, key, "seed " + seed + ", step " + step)) {
          hits++;
        }
        if (entropy.chance(0.0005)) {
          recent.clear();
          assertNull(recent.find(key));
        }
      }
    }
    assertTrue(hits > 300_000, hits + " hits of a million reads");
  }

  @Test
  void aKeyComesInAtItsSecondReading() {
    RecentValues recent = new RecentValues(1 << 16);
    recent.read(key(1), key(1));
    assertNull(recent.find(key(1)));
    recent.read(key(1), key(1));
    assertEquals(new RecentValues.Known(key(1)), recent.find(key(1)));
    recent.read(key(2), null);
    recent.read(key(2), null);
    assertEquals(new RecentValues.Known(null), recent.find(key(2)), "known not to be there");
  }

  /// Room for some 70 of them: the ten that are read all the time outlive a thousand others.
  @Test
  void whatIsInUseStaysWhileOthersComeAndGo() {
    RecentValues recent = new RecentValues(10_000);
    Bytes value = Bytes.wrap(new byte[100]);
    for (int i = 0; i < 10; i++) {
      recent.read(key(i), value);
      recent.read(key(i), value);
    }
    for (int other = 1_000; other < 2_000; other++) {
      recent.read(key(other), value);
      recent.read(key(other), value);
      for (int i = 0; i < 10; i++) {
        assertNotNull(recent.find(key(i)), "after " + (other - 1_000));
      }
    }
    assertNull(recent.find(key(1_000)));
    assertNotNull(recent.find(key(1_999)));
  }

  @Test
  void oneThatIsTooLargeDoesNotComeInAndGoesWhenItGrowsSo() {
    RecentValues recent = new RecentValues(4096);
    Bytes large = Bytes.wrap(new byte[512]);
    recent.read(key(1), large);
    recent.read(key(1), large);
    assertNull(recent.find(key(1)));
    recent.read(key(1), key(7));
    assertNotNull(recent.find(key(1)));
    recent.written(new Batch.Change(key(1), large, null));
    assertNull(recent.find(key(1)));
  }

  @Test
  void noneAreKeptWithoutRoom() {
    RecentValues recent = new RecentValues(0);
    for (int i = 0; i < 3; i++) {
      recent.read(key(1), key(1));
      recent.written(new Batch.Change(key(1), key(2), null));
    }
    assertNull(recent.find(key(1)));
  }
}
