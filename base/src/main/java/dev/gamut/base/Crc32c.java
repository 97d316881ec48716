package dev.gamut.base;

import java.util.zip.CRC32C;

/// The checksum of every format of ours (Castagnoli polynomial; the JDK uses the processor's
/// instruction for it).
public final class Crc32c {
  private Crc32c() {}

  public static int of(byte[] array, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(array, offset, length);
    return (int) crc.getValue();
  }

  public static int of(Bytes bytes) {
    return of(bytes.array(), bytes.offset(), bytes.length());
  }
}
