package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.world.Disk;
import dev.gamut.world.DiskContract;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  void aFullDeviceIsToldApartFromOtherFailures() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "no device that is always full");
    try (Disk.File file =
        new ChannelFile(
            full,
            FileChannel.open(full, StandardOpenOption.WRITE),
            Files.getFileStore(directory))) {
      assertThrows(Disk.DiskFullException.class, () -> file.write(0, new byte[10], 0, 10));
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
