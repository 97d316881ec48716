package dev.gamut.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Defect;
import dev.gamut.base.Entropy;
import dev.gamut.storage.disk.MemoryDisk;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One thing on the disk goes bad while the journal is down, everything in it being durable and
/// covered by a mark: whatever it is, every group is either as it was or known to be damaged.
class JournalDamageTest {
  private static final long SEEDS = Long.getLong("journal.seeds", 40);
  private static final int TRIALS = 60;
  private static final int SECTOR = 512;

  @AfterEach
  void noDefects() {
    Defect.clear();
  }

  private enum Kind {
    FLIPPED_BIT,
    ZEROED_SECTOR,
    UNREADABLE_SECTOR,
    MISDIRECTED_WRITE,
    OLD_SECTOR,
    MISSING_FILE,
    CUT_FILE
  }

  @Test
  void damageIsNeverSilent() throws IOException {
    damageIsNeverSilent(Weather.FAIR);
  }

  /// Files are about that a segment was begun in and could not be written in.
  @Test
  void damageIsNeverSilentWhereMostWritesFailed() throws IOException {
    damageIsNeverSilent(Weather.REFUSING);
  }

  private static void damageIsNeverSilent(Weather weather) throws IOException {
    Map<Kind, Integer> harmful = new TreeMap<>();
    int spared = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Entropy entropy = Entropy.seeded(~seed);
      JournalRun run = new JournalRun(seed, weather);
      run.runToRest(150);
      Map<String, byte[]> earlier = content(run.disk());
      run.runToRest(100);
      Map<String, byte[]> now = content(run.disk());
      for (int trial = 0; trial < TRIALS; trial++) {
        MemoryDisk disk = diskOf(now);
        Kind kind = Kind.values()[entropy.below(Kind.values().length)];
        String what = kind + " " + damage(kind, disk, earlier, entropy);
        Recovered recovered = open(run, disk);
        assertNull(run.difference(recovered), "seed " + seed + " trial " + trial + ": " + what);
        if (isDamaged(recovered)) {
          harmful.merge(kind, 1, Integer::sum);
          spared += countHealthy(recovered) > 0 ? 1 : 0;
          assertTrue(
              recovered.groups().values().stream().allMatch(RecoveredGroup::suspect),
              "where records were lost no group's end is certain");
        }
        assertSameWhenOpenedAgain(run, disk, recovered, seed);
      }
    }
    assertEquals(EnumSet.allOf(Kind.class), harmful.keySet(), "" + harmful);
    assertTrue(spared > 0, "groups without damage stay usable");
  }

  @Test
  void findsThatCuttingTheLogAtTheFirstBadRecordLosesWhatWasDurable() throws IOException {
    Defect.plant(EnumSet.of(Defect.TRUNCATE_AT_FIRST_BAD_RECORD));
    String difference = null;
    for (long seed = 0; seed < SEEDS && difference == null; seed++) {
      Entropy entropy = Entropy.seeded(~seed);
      JournalRun run = new JournalRun(seed, Weather.FAIR);
      run.runToRest(150);
      Map<String, byte[]> now = content(run.disk());
      for (int trial = 0; trial < TRIALS && difference == null; trial++) {
        MemoryDisk disk = diskOf(now);
        damage(Kind.FLIPPED_BIT, disk, now, entropy);
        difference = run.difference(open(run, disk));
      }
    }
    assertNotNull(difference);
  }

  private static boolean isDamaged(Recovered recovered) {
    return recovered.report().unexplained()
        || recovered.groups().values().stream().anyMatch(RecoveredGroup::damaged);
  }

  private static long countHealthy(Recovered recovered) {
    return recovered.groups().values().stream().filter(g -> !g.damaged()).count();
  }

  /// What was found damaged stays so, and nothing else becomes so.
  private static void assertSameWhenOpenedAgain(
      JournalRun run, MemoryDisk disk, Recovered first, long seed) throws IOException {
    disk.crash();
    Recovered second = open(run, disk);
    for (RecoveredGroup group : first.groups().values()) {
      RecoveredGroup again = second.groups().get(group.id());
      if (group.damaged()) {
        assertTrue(
            again != null && again.damaged(),
            "seed " + seed + ": " + group + again + first.report() + second.report());
      } else {
        assertTrue(again != null && !again.damaged(), "seed " + seed);
        assertEquals(group.state(), again.state(), "seed " + seed);
        assertEquals(group.lastIndex(), again.lastIndex(), "seed " + seed);
        assertEquals(group.epochs(), again.epochs(), "seed " + seed);
      }
    }
    assertEquals(first.groups().keySet(), second.groups().keySet());
  }

  private static Recovered open(JournalRun run, Disk disk) throws IOException {
    SmallWorld world = new SmallWorld(Entropy.seeded(1));
    return Journal.open(
        new Journal.Doors(disk, world.worker(), world.worker(), world.clock(), Entropy.seeded(1)),
        run.config(),
        ModelEpochs::of);
  }

  private static Map<String, byte[]> content(Disk disk) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    for (String name : disk.list()) {
      Disk.File file = disk.open(name);
      byte[] bytes = new byte[(int) file.size()];
      file.read(0, bytes, 0, bytes.length);
      content.put(name, bytes);
    }
    return content;
  }

  private static MemoryDisk diskOf(Map<String, byte[]> content) throws IOException {
    MemoryDisk disk = new MemoryDisk(Entropy.seeded(1));
    for (Map.Entry<String, byte[]> file : content.entrySet()) {
      Disk.File opened = disk.open(file.getKey());
      opened.write(0, file.getValue(), 0, file.getValue().length);
      opened.sync();
    }
    disk.syncDirectory();
    return disk;
  }

  private static String damage(
      Kind kind, MemoryDisk disk, Map<String, byte[]> earlier, Entropy entropy) throws IOException {
    List<String> names = disk.list();
    String name = names.get(entropy.below(names.size()));
    Disk.File file = disk.open(name);
    int sector = entropy.below((int) file.size() / SECTOR);
    int at = sector * SECTOR;
    switch (kind) {
      case FLIPPED_BIT -> disk.flipBit(name, entropy.below(file.size() * 8));
      case ZEROED_SECTOR -> file.write(at, new byte[SECTOR], 0, SECTOR);
      case UNREADABLE_SECTOR -> disk.makeUnreadable(name, sector);
      case MISDIRECTED_WRITE -> {
        String from = names.get(entropy.below(names.size()));
        copy(disk.open(from), entropy.below((int) file.size() / SECTOR) * SECTOR, file, at);
      }
      case OLD_SECTOR -> old(earlier.get(name), file, at);
      case MISSING_FILE -> disk.delete(name);
      case CUT_FILE -> file.truncate(at);
    }
    file.sync();
    disk.syncDirectory();
    return name + " at " + at;
  }

  private static void copy(Disk.File source, int from, Disk.File target, int to)
      throws IOException {
    byte[] sector = new byte[SECTOR];
    source.read(from, sector, 0, SECTOR);
    target.write(to, sector, 0, SECTOR);
  }

  private static void old(byte @Nullable [] earlier, Disk.File file, int at) throws IOException {
    if (earlier != null) {
      file.write(at, earlier, at, SECTOR);
    }
  }
}
