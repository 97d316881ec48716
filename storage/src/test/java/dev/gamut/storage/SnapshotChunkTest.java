package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Crc32c;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import dev.gamut.storage.Store.Entry;
import dev.gamut.testing.CodecCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SnapshotChunkTest {
  private static final SnapshotChunk CHUNK =
      new SnapshotChunk(
          7,
          true,
          List.of(
              new Entry(Bytes.EMPTY, Bytes.utf8("of the empty key")),
              new Entry(Bytes.utf8("a"), Bytes.EMPTY),
              new Entry(Bytes.utf8("b"), Bytes.utf8("x".repeat(200))),
              new Entry(Bytes.wrap(new byte[] {(byte) 0xff}), Bytes.utf8("last"))));

  private static SnapshotChunk sample(Entropy entropy) {
    TreeMap<Bytes, Bytes> entries = new TreeMap<>();
    int count = entropy.below(4);
    for (int i = 0; i < count; i++) {
      entries.put(bytes(entropy), bytes(entropy));
    }
    List<Entry> list = new ArrayList<>();
    entries.forEach((key, value) -> list.add(new Entry(key, value)));
    return new SnapshotChunk(entropy.below(1 << 20), entropy.chance(0.5), list);
  }

  private static Bytes bytes(Entropy entropy) {
    byte[] bytes = new byte[entropy.below(entropy.chance(0.1) ? 300 : 10)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) entropy.nextLong();
    }
    return Bytes.wrap(bytes);
  }

  @Test
  void keepsWhatEveryCodecPromises() {
    new CodecCheck<>(
            SnapshotChunkTest::sample,
            (chunk, out) -> out.raw(chunk.encode()),
            in -> SnapshotChunk.decode(in.rest()))
        .run(11);
  }

  @Test
  void everyFlippedBitIsRefused() {
    Bytes encoded = CHUNK.encode();
    for (int bit = 0; bit < encoded.length() * 8; bit++) {
      byte[] flipped = encoded.toByteArray();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Bytes damaged = Bytes.wrap(flipped);
      assertThrows(MalformedException.class, () -> SnapshotChunk.decode(damaged), "bit " + bit);
    }
  }

  @Test
  void formatOneIsReadAndWrittenAsEver() throws IOException, MalformedException {
    Path golden = Path.of("src", "test", "resources", "snapshot-chunk-format-1.golden");
    String hex = Files.readString(golden).replaceAll("\\s", "");
    assertEquals(CHUNK, SnapshotChunk.decode(Bytes.wrap(HexFormat.of().parseHex(hex))));
    assertEquals(hex, CHUNK.encode().toHex());
  }

  @Test
  void aRightChecksumMakesNothingElseRight() {
    assertRefused(0, 2, 0, 0, 0);
    assertRefused(0, 1, 2, 0, 0);
    assertRefused(0, 1, 0, -1, 0);
    assertRefused(0, 1, 0, 0, 1);
    assertRefused(1, 1, 0, 0, 0);
  }

  private static void assertRefused(int tail, int format, int last, int number, int count) {
    ByteWriter out = new ByteWriter();
    out.i32(0).u8(format).u8(last).i32(number).varint(count).raw(new byte[tail], 0, tail);
    out.patchI32(0, Crc32c.of(out.array(), 4, out.size() - 4));
    assertThrows(MalformedException.class, () -> SnapshotChunk.decode(out.toBytes()));
  }

  @Test
  void keysThatDoNotRiseAreRefused() {
    Entry a = new Entry(Bytes.utf8("a"), Bytes.EMPTY);
    assertThrows(IllegalArgumentException.class, () -> new SnapshotChunk(0, false, List.of(a, a)));
    ByteWriter out = new ByteWriter();
    out.i32(0).u8(1).u8(0).i32(0).varint(2);
    out.bytes(a.key()).bytes(a.value()).bytes(a.key()).bytes(a.value());
    out.patchI32(0, Crc32c.of(out.array(), 4, out.size() - 4));
    assertThrows(MalformedException.class, () -> SnapshotChunk.decode(out.toBytes()));
  }
}
