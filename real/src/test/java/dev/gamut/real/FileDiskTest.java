package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Entropy;
import dev.gamut.world.Disk;
import dev.gamut.world.DiskContract;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDiskTest extends DiskContract {
  @TempDir Path directory;
  private FileDisk disk;

  @BeforeEach
  void open() throws IOException {
    disk = FileDisk.open(directory.resolve("data"));
  }

  @AfterEach
  void close() throws IOException {
    disk.close();
  }

  @Override
  protected Disk disk() {
    return disk;
  }

  @Override
  protected Disk reopened() throws IOException {
    disk.close();
    disk = FileDisk.open(directory.resolve("data"));
    return disk;
  }

  @Test
  void aDirectoryBelongsToOneNode() throws IOException {
    IOException refused =
        assertThrows(IOException.class, () -> FileDisk.open(directory.resolve("data")));
    assertTrue(String.valueOf(refused.getMessage()).contains("in use"));
    disk.close();
    disk = FileDisk.open(directory.resolve("data"));
  }

  @Test
  void subdirectoriesAreNotListed() throws IOException {
    Files.createDirectory(directory.resolve("data").resolve("store"));
    assertEquals(List.of(), disk.list());
  }

  @Test
  void writesOfWholeBlocksAndOfPartsOfThemMayBeMixed() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Entropy entropy = Entropy.seeded(seed);
      byte[] expected = new byte[512 << 10];
      try (Disk.File file = disk.open("mixed-" + seed)) {
        file.allocate(expected.length);
        for (int step = 0; step < 100; step++) {
          int unit = entropy.chance(0.7) ? 4096 : 1;
          int position = entropy.below(expected.length / unit) * unit;
          int length = entropy.below((expected.length - position) / unit + 1) * unit;
          byte[] source = new byte[length + 7];
          Arrays.fill(source, (byte) (step + 1));
          file.write(position, source, 7, length);
          System.arraycopy(source, 7, expected, position, length);
          if (entropy.chance(0.2)) {
            file.sync();
          }
          byte[] read = new byte[length];
          assertEquals(length, file.read(position, read, 0, length));
          assertArrayEquals(Arrays.copyOfRange(source, 7, length + 7), read, "seed " + seed);
        }
        file.sync();
      }
      try (Disk.File file = disk.open("mixed-" + seed)) {
        byte[] read = new byte[expected.length];
        assertEquals(expected.length, file.read(0, read, 0, read.length));
        assertArrayEquals(expected, read, "seed " + seed);
      }
    }
  }

  @Test
  void onlyWholeBlocksGoPastTheCache() throws IOException {
    Path path = Files.createFile(directory.resolve("blocks"));
    int block = Math.toIntExact(Files.getFileStore(path).getBlockSize());
    byte[] bytes = new byte[3 * block];
    Arrays.fill(bytes, (byte) 7);
    try (DirectWriter writer = new DirectWriter(path, Files.getFileStore(path))) {
      Assumptions.assumeTrue(
          writer.write(0, bytes, 0, 2 * block), "a file system without direct writes");
      assertFalse(writer.write(1, bytes, 0, block));
      assertFalse(writer.write(2L * block, bytes, 0, block - 1));
      assertEquals(2L * block, Files.size(path));
      assertTrue(writer.write(2L * block, bytes, 0, block));
      assertArrayEquals(bytes, Files.readAllBytes(path));
    }
  }

  @Test
  void whatTakesNoDirectWriteAtAllIsWrittenTheOrdinaryWay() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "no device that is always full");
    try (DirectWriter writer = new DirectWriter(full, Files.getFileStore(directory))) {
      assertFalse(writer.write(0, new byte[64 << 10], 0, 64 << 10));
      assertFalse(writer.write(0, new byte[64 << 10], 0, 64 << 10));
    }
  }

  @Test
  void aFullDeviceIsToldApartFromOtherFailures() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "no device that is always full");
    try (Disk.File file =
        new ChannelFile(
            full,
            FileChannel.open(full, StandardOpenOption.WRITE),
            Files.getFileStore(directory))) {
      assertThrows(Disk.DiskFullException.class, () -> file.write(0, new byte[10], 0, 10));
      assertThrows(Disk.DiskFullException.class, () -> file.write(0, new byte[4096], 0, 4096));
      assertThrows(Disk.DiskFullException.class, () -> file.allocate(100));
    }
  }

  @Test
  void afterAFailedSyncTheFileIsUnusable() throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("closed"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try (Disk.File file = new ChannelFile(directory, channel, Files.getFileStore(directory))) {
      channel.close();
      assertThrows(Disk.SyncFailedException.class, file::sync);
      assertThrows(Disk.SyncFailedException.class, file::sync);
      assertThrows(Disk.SyncFailedException.class, () -> file.write(0, new byte[1], 0, 1));
      assertThrows(Disk.SyncFailedException.class, () -> file.truncate(0));
    }
  }
}
