package dev.gamut.storage.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryDiskTest {
  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] content(Disk disk, String name) throws IOException {
    Disk.File file = disk.open(name);
    byte[] bytes = new byte[(int) file.size()];
    assertEquals(bytes.length, file.read(0, bytes, 0, bytes.length));
    return bytes;
  }

  private static Disk.File durableFile(MemoryDisk disk, int size) throws IOException {
    Disk.File file = disk.open("f");
    file.allocate(size);
    file.sync();
    disk.syncDirectory();
    return file;
  }

  @Test
  void whatWasSyncedOutlivesEveryCrash() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      MemoryDisk disk = new MemoryDisk(Entropy.seeded(seed));
      Disk.File file = durableFile(disk, 4096);
      file.write(100, filled(2000, 7), 0, 2000);
      file.sync();
      file.write(300, filled(100, 8), 0, 100);
      disk.crash();
      byte[] content = content(disk, "f");
      assertEquals(4096, content.length);
      assertEquals(7, content[100]);
      assertEquals(7, content[2099]);
      assertEquals(0, content[2100]);
      assertTrue(content[300] == 7 || content[300] == 8);
    }
  }

  @Test
  void aSectorHoldsWhatItHeldAtSomeMomentSinceTheSync() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 500; seed++) {
      MemoryDisk disk = new MemoryDisk(Entropy.seeded(seed));
      Disk.File file = durableFile(disk, 1024);
      file.write(0, filled(1024, 1), 0, 1024);
      file.write(0, filled(256, 2), 0, 256);
      file.write(256, filled(768, 3), 0, 768);
      disk.crash();
      byte[] content = content(disk, "f");
      for (int sector = 0; sector < 2; sector++) {
        for (int i = 0; i < 256; i++) {
          assertEquals(content[sector * 512], content[sector * 512 + i]);
        }
      }
      seen.add(content[0] + " " + content[256] + " " + content[512]);
    }
    // The first sector: nothing, the first write, the first two, or all; the second: 0, 1 or 3.
    assertTrue(seen.containsAll(Set.of("0 0 0", "1 1 3", "2 1 0", "2 3 3", "0 0 3")), "" + seen);
    assertFalse(seen.contains("0 3 0"), "a later part of a sector without an earlier one");
  }

  @Test
  void namesThatWereNotSyncedMayBeLostAndThoseThatWereAreNot() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      MemoryDisk disk = new MemoryDisk(Entropy.seeded(seed));
      durableFile(disk, 10);
      disk.rename("f", "g");
      var _ = disk.open("h");
      disk.crash();
      seen.add(String.join(",", disk.list()));
    }
    assertEquals(Set.of("f", "g", "f,h", "g,h"), seen);
  }

  @Test
  void aFailedSyncIsNotMadeGoodByALaterOne() throws IOException {
    boolean lost = false;
    for (int seed = 0; seed < 100; seed++) {
      MemoryDisk disk = new MemoryDisk(Entropy.seeded(seed));
      Disk.File file = durableFile(disk, 2048);
      file.write(0, filled(1024, 5), 0, 1024);
      disk.setFaults(new DiskFaults(0, 0, 0, 0, 0, 0, 1));
      assertThrows(Disk.SyncFailedException.class, file::sync);
      disk.setFaults(DiskFaults.NONE);
      file.write(512, filled(512, 6), 0, 512);
      file.sync();
      disk.crash();
      byte[] content = content(disk, "f");
      assertEquals(6, content[512], "written and synced after the failure");
      lost |= content[0] == 0;
    }
    assertTrue(lost);
  }

  @Test
  void aFullDiskRefusesGrowthButNotOverwriting() throws IOException {
    MemoryDisk disk = new MemoryDisk(Entropy.seeded(1));
    disk.setCapacity(1000);
    Disk.File file = disk.open("f");
    file.allocate(900);
    assertThrows(Disk.DiskFullException.class, () -> disk.open("g").allocate(101));
    assertThrows(
        Disk.DiskFullException.class, () -> disk.open("g").write(0, new byte[101], 0, 101));
    file.write(0, filled(900, 1), 0, 900);
    assertEquals(2, disk.count(DiskFault.DISK_FULL));
  }

  @Test
  void faultsHappenAreCountedAndAreTheSameForTheSameSeed() throws IOException {
    EnumSet<DiskFault> seen = EnumSet.noneOf(DiskFault.class);
    for (int seed = 0; seed < 20; seed++) {
      Map<DiskFault, Long> counts = faultsOf(seed);
      assertEquals(counts, faultsOf(seed));
      seen.addAll(counts.keySet());
    }
    assertEquals(
        EnumSet.of(DiskFault.DISK_FULL, DiskFault.SYNC_FAILED), EnumSet.complementOf(seen));
  }

  private static Map<DiskFault, Long> faultsOf(long seed) throws IOException {
    MemoryDisk disk = new MemoryDisk(Entropy.seeded(seed));
    Disk.File file = durableFile(disk, 1 << 16);
    disk.setFaults(new DiskFaults(0.1, 0.01, 0.1, 0.1, 0.1, 0.1, 0));
    for (int i = 0; i < 300; i++) {
      try {
        file.write(i * 100L, filled(100, i), 0, 100);
        file.read(i * 100L, new byte[100], 0, 100);
      } catch (IOException expected) {
        assertFalse(disk.counts().isEmpty());
      }
    }
    disk.rename("f", "g");
    disk.crash();
    return disk.counts();
  }

  @Test
  void filesOpenedBeforeACrashAreUnusable() throws IOException {
    MemoryDisk disk = new MemoryDisk(Entropy.seeded(1));
    Disk.File file = durableFile(disk, 10);
    disk.crash();
    assertThrows(Invariant.Violation.class, file::size);
  }
}
