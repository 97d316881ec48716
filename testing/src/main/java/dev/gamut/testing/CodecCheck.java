package dev.gamut.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Holds a codec to what every codec promises: what was written is read again; anything shorter or
/// longer is refused; and bytes from a stranger cause a [MalformedException] or give a value that
/// itself can be written and read, never any other exception.
///
/// @param samples makes values from a seed, with every kind and every optional part among them
public record CodecCheck<T>(
    Function<Entropy, T> samples, BiConsumer<T, ByteWriter> writer, Reader<T> reader) {
  private static final int SAMPLES = 300;
  private static final int STRANGERS = 20_000;
  private static final int STRANGER_SIZE_MAX = 80;

  /// One way to read a value.
  @FunctionalInterface
  public interface Reader<T> {
    T read(ByteReader in) throws MalformedException;
  }

  /// Checks all of it.
  public void run(long seed) {
    Entropy entropy = Entropy.seeded(seed);
    for (int i = 0; i < SAMPLES; i++) {
      T value = samples.apply(entropy);
      Bytes encoded = encode(value);
      comesBack(value, encoded);
      refusesOtherLengths(encoded);
      survivesFlips(encoded, entropy);
    }
    survivesStrangers(entropy);
  }

  private Bytes encode(T value) {
    ByteWriter out = new ByteWriter();
    writer.accept(value, out);
    return out.take();
  }

  private T decode(Bytes bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    T value = reader.read(in);
    in.finish();
    return value;
  }

  private void comesBack(T value, Bytes encoded) {
    try {
      assertEquals(value, decode(encoded));
    } catch (MalformedException e) {
      fail("refused what was written: " + value, e);
    }
  }

  private void refusesOtherLengths(Bytes encoded) {
    for (int length = 0; length < encoded.length(); length++) {
      Bytes prefix = Bytes.copyOf(encoded.slice(0, length).toByteArray());
      assertThrows(MalformedException.class, () -> decode(prefix), () -> "prefix " + prefix);
    }
    Bytes longer = Bytes.concat(encoded, Bytes.wrap(new byte[1]));
    assertThrows(MalformedException.class, () -> decode(longer));
  }

  private void survivesFlips(Bytes encoded, Entropy entropy) {
    if (encoded.isEmpty()) {
      return;
    }
    for (int i = 0; i < 50; i++) {
      byte[] flipped = encoded.toByteArray();
      flipped[entropy.below(flipped.length)] ^= (byte) (1 << entropy.below(8));
      survives(Bytes.wrap(flipped));
    }
  }

  private void survivesStrangers(Entropy entropy) {
    for (int i = 0; i < STRANGERS; i++) {
      byte[] bytes = new byte[entropy.below(STRANGER_SIZE_MAX)];
      // Small numbers are kinds, flags and counts, and get further in than evenly random bytes.
      int bound = entropy.chance(0.5) ? 256 : 12;
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) entropy.below(bound);
      }
      survives(Bytes.wrap(bytes));
    }
  }

  /// What is read from a stranger is a value like any other.
  private void survives(Bytes bytes) {
    T value;
    try {
      value = decode(bytes);
    } catch (MalformedException e) {
      return;
    }
    comesBack(value, encode(value));
  }
}
