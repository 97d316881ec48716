package dev.gamut.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import org.junit.jupiter.api.Test;

/// Keys and their places: the order of every table and every store.
final class KeyTest {
  private static Key key(Entropy entropy) {
    return new Key(ModelSamples.bytes(entropy, 5), ModelSamples.bytes(entropy, 4));
  }

  @Test
  void placesOfARangeTableSortAsTheirKeysDo() {
    Entropy entropy = Entropy.seeded(1);
    for (int i = 0; i < 200_000; i++) {
      Key a = key(entropy);
      Key b = key(entropy);
      int first = a.partitionKey().compareTo(b.partitionKey());
      int expected = first != 0 ? first : a.sortKey().compareTo(b.sortKey());
      int found = a.place(PartitionBy.RANGE).compareTo(b.place(PartitionBy.RANGE));
      assertEquals(Integer.signum(expected), Integer.signum(found), () -> a + " and " + b);
    }
  }

  @Test
  void placesOfAHashTableSortByTokenFirst() {
    Entropy entropy = Entropy.seeded(2);
    for (int i = 0; i < 50_000; i++) {
      Key a = key(entropy);
      Key b = key(entropy);
      int byToken = Long.compareUnsigned(Token.of(a.partitionKey()), Token.of(b.partitionKey()));
      int bySort = a.sortKey().compareTo(b.sortKey());
      int found = a.place(PartitionBy.HASH).compareTo(b.place(PartitionBy.HASH));
      assertEquals(Integer.signum(byToken != 0 ? byToken : bySort), Integer.signum(found));
    }
  }

  @Test
  void aPlaceIsReadBack() throws MalformedException {
    Entropy entropy = Entropy.seeded(3);
    for (PartitionBy by : PartitionBy.values()) {
      for (int i = 0; i < 20_000; i++) {
        Key key = key(entropy);
        assertEquals(key, Key.atPlace(by, key.place(by)));
      }
    }
  }

  @Test
  void keysWithAPrefixLieTogetherAndNoOthersBetweenThem() {
    Entropy entropy = Entropy.seeded(4);
    for (int i = 0; i < 100_000; i++) {
      Key key = key(entropy);
      Bytes prefix = ModelSamples.bytes(entropy, 3);
      Bytes place = key.place(PartitionBy.RANGE);
      Bytes from = Key.placePrefix(prefix);
      Bytes to = from.prefixEnd();
      boolean isBetween = place.compareTo(from) >= 0 && (to == null || place.compareTo(to) < 0);
      assertEquals(key.partitionKey().startsWith(prefix), isBetween, () -> key + " at " + prefix);
    }
  }

  @Test
  void thePlaceOfAHashTableTellsWhatItsKeyBeginsWith() {
    Entropy entropy = Entropy.seeded(6);
    int matching = 0;
    for (int i = 0; i < 100_000; i++) {
      Key key = key(entropy);
      Bytes prefix = ModelSamples.bytes(entropy, 3);
      boolean expected = key.partitionKey().startsWith(prefix);
      matching += expected ? 1 : 0;
      assertEquals(
          expected,
          Key.isAtHashPlace(Key.placePrefix(prefix), key.place(PartitionBy.HASH)),
          () -> key + " at " + prefix);
    }
    assertTrue(matching > 1_000, "hardly any key begins with its prefix: " + matching);
  }

  @Test
  void keysFromOneOnLieBehindItsPlacePrefix() {
    Entropy entropy = Entropy.seeded(5);
    for (int i = 0; i < 100_000; i++) {
      Key key = key(entropy);
      Bytes bound = ModelSamples.bytes(entropy, 4);
      assertEquals(
          key.partitionKey().compareTo(bound) >= 0,
          key.place(PartitionBy.RANGE).compareTo(Key.placePrefix(bound)) >= 0,
          () -> key + " at " + bound);
    }
  }

  @Test
  void whatIsNoPlaceIsRefused() {
    Entropy entropy = Entropy.seeded(6);
    for (int i = 0; i < 100_000; i++) {
      PartitionBy by = entropy.chance(0.5) ? PartitionBy.HASH : PartitionBy.RANGE;
      Bytes bytes = ModelSamples.bytes(entropy, 14);
      Key key;
      try {
        key = Key.atPlace(by, bytes);
      } catch (MalformedException e) {
        continue;
      }
      assertEquals(bytes, key.place(by), "two places of one key");
    }
  }

  @Test
  void aPlaceWithoutItsEndOrWithAWrongTokenIsRefused() {
    Bytes place = Key.of("k").place(PartitionBy.HASH);
    for (int length = 0; length < place.length(); length++) {
      Bytes cut = place.slice(0, length);
      assertThrows(MalformedException.class, () -> Key.atPlace(PartitionBy.HASH, cut));
    }
    byte[] wrong = place.toByteArray();
    wrong[3] ^= 1;
    assertThrows(MalformedException.class, () -> Key.atPlace(PartitionBy.HASH, Bytes.wrap(wrong)));
  }

  @Test
  void aTokensPlaceIsWhereItsKeysBegin() {
    Entropy entropy = Entropy.seeded(7);
    for (int i = 0; i < 20_000; i++) {
      Key key = key(entropy);
      long token = entropy.nextLong();
      boolean isBehind = Long.compareUnsigned(Token.of(key.partitionKey()), token) >= 0;
      assertEquals(isBehind, key.place(PartitionBy.HASH).compareTo(Key.placeOfToken(token)) >= 0);
    }
    assertTrue(Key.placeOfToken(-1).compareTo(Key.placeOfToken(1)) > 0, "tokens are unsigned");
  }
}
