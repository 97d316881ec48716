package dev.gamut.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import org.junit.jupiter.api.Test;

/// XXH64 with seed 0, against published values and against a second, plain writing of the
/// specification. Part of the format of every hash table.
final class TokenTest {
  private static void check(String text, long expected) {
    assertEquals(expected, Token.of(Bytes.utf8(text)), text);
  }

  @Test
  void publishedValues() {
    check("", 0xEF46DB3751D8E999L);
    check("a", 0xD24EC4F1A98C6E5BL);
    check("as", 0x1C330FB2D66BE179L);
    check("asd", 0x631C37CE72A97393L);
    check("asdf", 0x415872F599CEA71EL);
    check("abc", 0x44BC2CF5AD770999L);
    check("Call me Ishmael. Some years ago--never mind how long precisely-", 0x02A2E85470D6FD96L);
  }

  @Test
  void everyLengthAgreesWithThePlainSpecification() {
    Entropy entropy = Entropy.seeded(1);
    for (int length = 0; length < 300; length++) {
      byte[] padded = new byte[length + 7];
      for (int i = 0; i < padded.length; i++) {
        padded[i] = (byte) entropy.nextLong();
      }
      Bytes key = Bytes.wrap(padded, 3, length);
      assertEquals(plain(key), Token.of(key), "length " + length);
    }
  }

  private static final long[] PRIME = {
    0,
    0b1001111000110111011110011011000110000101111010111100101010000111L,
    0b1100001010110010101011100011110100100111110101001110101101001111L,
    0b0001011001010110011001111011000110011110001101110111100111111001L,
    0b1000010111101011110010100111011111000010101100101010111001100011L,
    0b0010011111010100111010110010111100010110010101100110011111000101L
  };

  /// The specification's steps one by one, on bytes.
  private static long plain(Bytes key) {
    int at = 0;
    long hash = PRIME[5];
    if (key.length() >= 32) {
      long[] lanes = {PRIME[1] + PRIME[2], PRIME[2], 0, -PRIME[1]};
      for (; at + 32 <= key.length(); at += 32) {
        for (int lane = 0; lane < 4; lane++) {
          lanes[lane] = round(lanes[lane], little(key, at + 8 * lane, 8));
        }
      }
      hash = 0;
      int[] turns = {1, 7, 12, 18};
      for (int lane = 0; lane < 4; lane++) {
        hash += Long.rotateLeft(lanes[lane], turns[lane]);
      }
      for (long lane : lanes) {
        hash = (hash ^ round(0, lane)) * PRIME[1] + PRIME[4];
      }
    }
    return tail(key, at, hash + key.length());
  }

  private static long tail(Bytes key, int from, long start) {
    int at = from;
    long hash = start;
    for (; at + 8 <= key.length(); at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, little(key, at, 8)), 27) * PRIME[1] + PRIME[4];
    }
    for (; at + 4 <= key.length(); at += 4) {
      hash = Long.rotateLeft(hash ^ little(key, at, 4) * PRIME[1], 23) * PRIME[2] + PRIME[3];
    }
    for (; at < key.length(); at++) {
      hash = Long.rotateLeft(hash ^ little(key, at, 1) * PRIME[5], 11) * PRIME[1];
    }
    hash = (hash ^ hash >>> 33) * PRIME[2];
    hash = (hash ^ hash >>> 29) * PRIME[3];
    return hash ^ hash >>> 32;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME[2], 31) * PRIME[1];
  }

  private static long little(Bytes key, int at, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | (key.get(at + i) & 0xff);
    }
    return value;
  }
}
