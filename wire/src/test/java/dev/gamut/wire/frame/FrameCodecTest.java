package dev.gamut.wire.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameCodecTest {
  private static final int LIMIT = 1 << 20;

  private record Frame(FrameKind kind, Bytes payload) {}

  @Test
  void aFrameComesBackAsItWas() throws MalformedException {
    for (FrameKind kind : FrameKind.values()) {
      for (int length : new int[] {0, 1, 5, 128, 511, 512, 513, 70_000}) {
        Frame frame = new Frame(kind, payload(length, length));
        assertEquals(List.of(frame), decode(encode(List.of(frame)), Integer.MAX_VALUE));
      }
    }
  }

  @Test
  void aHeaderWrittenAloneIsTheSame() {
    for (int length : new int[] {0, 1, 128, 70_000}) {
      Frame frame = new Frame(FrameKind.DATA, payload(length, length));
      ByteWriter header = new ByteWriter().u8(7);
      FrameEncoder.encodeHeader(frame.kind, frame.payload, header);
      assertEquals(
          encode(List.of(frame)), Bytes.concat(header.toBytes().slice(1, 11), frame.payload));
    }
  }

  @Test
  void framesComeBackFromAnyPieces() throws MalformedException {
    for (int seed = 0; seed < 300; seed++) {
      Entropy entropy = Entropy.seeded(seed);
      List<Frame> frames = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int length = entropy.chance(0.1) ? entropy.below(20_000) : entropy.below(100);
        frames.add(new Frame(FrameKind.DATA, payload(length, seed)));
      }
      Bytes stream = encode(frames);
      FrameDecoder decoder = new FrameDecoder(LIMIT);
      List<Frame> seen = new ArrayList<>();
      int most = 1 + entropy.below(entropy.chance(0.3) ? 12 : 4_000);
      for (int at = 0; at < stream.length(); ) {
        int piece = Math.min(1 + entropy.below(most), stream.length() - at);
        drain(decoder, buffer(stream.slice(at, at + piece), entropy.chance(0.5)), seen);
        at += piece;
      }
      assertEquals(frames, seen, "seed " + seed);
    }
  }

  @Test
  void noPrefixOfAFrameIsTakenForOne() throws MalformedException {
    Bytes stream = encode(List.of(new Frame(FrameKind.DATA, payload(600, 1))));
    for (int end = 0; end < stream.length(); end++) {
      assertEquals(List.of(), decode(stream.slice(0, end), Integer.MAX_VALUE));
    }
  }

  @Test
  void everyFlippedBitIsNoticed() {
    Bytes stream = encode(List.of(new Frame(FrameKind.DATA, payload(40, 1))));
    for (int bit = 0; bit < stream.length() * 8; bit++) {
      byte[] damaged = stream.toByteArray();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      List<Frame> seen = new ArrayList<>();
      try {
        drain(new FrameDecoder(LIMIT), ByteBuffer.wrap(damaged), seen);
      } catch (MalformedException e) {
        continue;
      }
      // A length that grew makes the decoder wait for the rest, which then fails the checksum.
      assertEquals(List.of(), seen, "bit " + bit);
      assertTrue(bit >= 32 && bit < 64, "bit " + bit);
    }
  }

  @Test
  void theLimitHoldsExactly() throws MalformedException {
    FrameDecoder decoder = new FrameDecoder(100);
    List<Frame> seen = new ArrayList<>();
    drain(decoder, buffer(encode(List.of(new Frame(FrameKind.DATA, payload(100, 1)))), true), seen);
    assertEquals(1, seen.size());
    ByteBuffer larger = buffer(encode(List.of(new Frame(FrameKind.DATA, payload(101, 1)))), true);
    assertThrows(MalformedException.class, () -> decoder.next(larger));
  }

  @Test
  void anOversizeFrameIsRefusedByItsHeaderAlone() {
    for (int length : new int[] {LIMIT + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      Bytes header = new ByteWriter().i32(0).i32(length).u8(4).u8(1).toBytes();
      FrameDecoder decoder = new FrameDecoder(LIMIT);
      assertThrows(MalformedException.class, () -> decoder.next(buffer(header, false)));
    }
  }

  @Test
  void anAnnouncedLengthReservesNothing() throws MalformedException {
    List<FrameDecoder> decoders = new ArrayList<>();
    Bytes header = new ByteWriter().i32(0).i32(1 << 30).u8(4).u8(1).toBytes();
    // Together they announce a terabyte.
    for (int i = 0; i < 1_000; i++) {
      FrameDecoder decoder = new FrameDecoder(1 << 30);
      assertFalse(decoder.next(buffer(header, true)));
      decoders.add(decoder);
    }
    assertEquals(1_000, decoders.size());
  }

  @Test
  void unknownKindsAndFormatsAreRefused() {
    for (int[] codes : new int[][] {{0, 1}, {8, 1}, {255, 1}, {4, 0}, {4, 2}}) {
      ByteWriter out = new ByteWriter().i32(0).i32(0).u8(codes[0]).u8(codes[1]);
      out.patchI32(0, dev.gamut.base.Crc32c.of(out.array(), 4, 6));
      FrameDecoder decoder = new FrameDecoder(LIMIT);
      assertThrows(MalformedException.class, () -> decoder.next(buffer(out.toBytes(), true)));
    }
  }

  private static Bytes payload(int length, long seed) {
    Entropy entropy = Entropy.seeded(seed);
    byte[] array = new byte[length];
    for (int i = 0; i < length; i++) {
      array[i] = (byte) entropy.nextLong();
    }
    return Bytes.wrap(array);
  }

  private static Bytes encode(List<Frame> frames) {
    ByteWriter out = new ByteWriter();
    for (Frame frame : frames) {
      FrameEncoder.encode(frame.kind, frame.payload, out);
    }
    return out.toBytes();
  }

  private static List<Frame> decode(Bytes stream, int most) throws MalformedException {
    List<Frame> seen = new ArrayList<>();
    FrameDecoder decoder = new FrameDecoder(Math.min(most, LIMIT));
    drain(decoder, buffer(stream, true), seen);
    return seen;
  }

  private static void drain(FrameDecoder decoder, ByteBuffer in, List<Frame> seen)
      throws MalformedException {
    while (decoder.next(in)) {
      seen.add(new Frame(decoder.kind(), decoder.payload()));
    }
    assertFalse(in.hasRemaining());
  }

  private static ByteBuffer buffer(Bytes source, boolean direct) {
    ByteBuffer buffer =
        direct ? ByteBuffer.allocateDirect(source.length()) : ByteBuffer.allocate(source.length());
    return buffer.put(source.toByteArray()).flip();
  }
}
