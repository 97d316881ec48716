package dev.gamut.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.PartitionId;
import dev.gamut.storage.disk.DiskFaults;
import dev.gamut.storage.disk.MemoryDisk;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A disk on which most writes fail for a while, under a journal of which nobody lets go of
/// anything. What is appended, with the marks between, fits into a quarter of it.
final class FailingWritesTest {
  private static final int SEEDS = 200;
  private static final int ENTRIES = 40;
  private static final int SEGMENT = 4096;
  private static final JournalConfig CONFIG =
      new JournalConfig(
          SEGMENT, 1, 32 * SEGMENT, 16 * SEGMENT, 0, 1536, 128, 5_000_000, 20_000_000, false);
  private static final PartitionId GROUP = new PartitionId(1);

  private int acknowledged;

  @Test
  void leavesRoomForWhatSucceedsLater() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      acknowledged = 0;
      MemoryDisk disk = new MemoryDisk(Entropy.seeded(seed));
      SmallWorld world = new SmallWorld(Entropy.seeded(seed));
      var doors =
          new Journal.Doors(
              disk, world.worker(), world.worker(), world.clock(), Entropy.seeded(seed));
      Journal journal = Journal.open(doors, CONFIG, Bytes::length).journal();
      Appender appender = journal.appender(world.loop(), new Patient());
      disk.setFaults(new DiskFaults(0, 0, 0.7, 0, 0, 0, 0));
      for (int i = 1; i <= ENTRIES; i++) {
        appender.entry(GROUP, i, Bytes.wrap(new byte[100]));
        appender.commit(() -> acknowledged++);
        world.settle(100_000_000);
      }
      disk.setFaults(DiskFaults.NONE);
      world.settle(1_000_000_000);
      assertEquals(ENTRIES, acknowledged, "seed " + seed);
    }
  }

  static final class Patient implements JournalListener {
    @Override
    public void roomChanged(Room room) {}

    @Override
    public void failed(Exception cause) {
      throw new AssertionError(cause);
    }

    @Override
    public void damaged(PartitionId group, String what) {
      throw new AssertionError(group + what);
    }

    @Override
    public void pinned(List<Pin> pins) {}
  }
}
