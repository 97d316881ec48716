package dev.gamut.server.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.world.Disk;
import dev.gamut.world.DiskContract;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class HeapDiskTest extends DiskContract {
  private final HeapDisk disk = new HeapDisk();

  @Override
  protected Disk disk() {
    return disk;
  }

  @Override
  protected Disk reopened() {
    return disk;
  }

  @Test
  void writesAcrossChunksAreReadBack() throws IOException {
    byte[] written = new byte[200_000];
    for (int i = 0; i < written.length; i++) {
      written[i] = (byte) (i * 31);
    }
    try (Disk.File file = disk.open("a")) {
      file.allocate(1 << 20);
      file.write(60_000, written, 0, written.length);
      byte[] read = new byte[written.length];
      assertEquals(read.length, file.read(60_000, read, 0, read.length));
      assertArrayEquals(written, read);
      byte[] beside = new byte[1000];
      Arrays.fill(beside, (byte) 7);
      file.read(59_000, beside, 0, 1000);
      assertArrayEquals(new byte[1000], beside);
    }
  }
}
