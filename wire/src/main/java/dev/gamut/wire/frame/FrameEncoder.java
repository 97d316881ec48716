package dev.gamut.wire.frame;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Crc32c;
import java.util.zip.CRC32C;

/// Writes frames. Frame, format 1 (docs/formats/frames.md); integers little-endian.
///
///     offset 0   crc32c    u32   of every byte after this field
///            4   length    u32   bytes of payload
///            8   kind      u8    see FrameKind
///            9   format    u8    of the payload
///           10   payload   u8[length]
public final class FrameEncoder {
  /// Bytes before the payload.
  public static final int HEADER_SIZE = 10;

  static final int LENGTH_OFFSET = 4;
  static final int KIND_OFFSET = 8;
  static final int FORMAT_OFFSET = 9;

  private FrameEncoder() {}

  /// Appends a frame to `out`; the payload is copied.
  public static void encode(FrameKind kind, Bytes payload, ByteWriter out) {
    int start = out.size();
    out.i32(0).i32(payload.length()).u8(kind.code()).u8(FrameKind.FORMAT).raw(payload);
    int checkedSize = HEADER_SIZE - LENGTH_OFFSET + payload.length();
    out.patchI32(start, Crc32c.of(out.array(), start + LENGTH_OFFSET, checkedSize));
  }

  /// Appends only what comes before the payload, for a large one that need not be copied here.
  public static void encodeHeader(FrameKind kind, Bytes payload, ByteWriter out) {
    int start = out.size();
    out.i32(0).i32(payload.length()).u8(kind.code()).u8(FrameKind.FORMAT);
    CRC32C checksum = new CRC32C();
    checksum.update(out.array(), start + LENGTH_OFFSET, HEADER_SIZE - LENGTH_OFFSET);
    checksum.update(payload.array(), payload.offset(), payload.length());
    out.patchI32(start, (int) checksum.getValue());
  }
}
