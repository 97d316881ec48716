package dev.gamut.real.store;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.Store.Batch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

final class SerializedBatchTest {
  @BeforeAll
  static void load() {
    RocksDB.loadLibrary();
  }

  @Test
  void isWhatRocksDbMakesOfTheSameChanges() throws RocksDBException {
    for (long seed = 0; seed < 300; seed++) {
      Entropy entropy = Entropy.seeded(seed);
      Batch batch = new Batch();
      try (WriteBatch expected = new WriteBatch()) {
        int count = 1 + entropy.below(seed == 0 ? 1000 : 20);
        for (int i = 0; i < count; i++) {
          addChange(batch, expected, entropy);
        }
        byte[] serialized = requireNonNull(SerializedBatch.of(batch));
        assertArrayEquals(expected.data(), serialized, "seed " + seed);
        try (WriteBatch read = new WriteBatch(serialized)) {
          assertArrayEquals(expected.data(), read.data(), "seed " + seed);
        }
      }
    }
  }

  private static void addChange(Batch batch, WriteBatch expected, Entropy entropy)
      throws RocksDBException {
    Bytes key = random(entropy);
    switch (entropy.below(3)) {
      case 0 -> {
        batch.delete(key);
        expected.delete(key.toByteArray());
      }
      case 1 -> {
        Bytes end = key.successor();
        batch.deleteRange(key, end);
        expected.deleteRange(key.toByteArray(), end.toByteArray());
      }
      default -> {
        Bytes value = random(entropy);
        batch.put(key, value);
        expected.put(key.toByteArray(), value.toByteArray());
      }
    }
  }

  /// A slice of a larger array, of a length around those where the length's own length changes.
  private static Bytes random(Entropy entropy) {
    int[] lengths = {0, 1, 16, 127, 128, 129, 300, 16_383, 16_384, 40_000};
    byte[] array = new byte[3 + lengths[entropy.below(lengths.length)]];
    for (int i = 0; i < Math.min(array.length, 40); i++) {
      array[i] = (byte) entropy.nextLong();
    }
    return Bytes.wrap(array, 2, array.length - 3);
  }

  @Test
  void nothingIsMadeOfABatchThatChangesNothing() {
    assertNull(SerializedBatch.of(new Batch()));
    Bytes a = Bytes.utf8("a");
    Bytes b = Bytes.utf8("b");
    assertNull(SerializedBatch.of(new Batch().deleteRange(a, a).deleteRange(b, a)));
  }
}
