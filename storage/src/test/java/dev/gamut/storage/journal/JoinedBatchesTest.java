package dev.gamut.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.PartitionId;
import dev.gamut.storage.disk.MemoryDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a loop hands over while the journal is busy is written at once, and what is free is kept.
final class JoinedBatchesTest {
  private static final int SEGMENT = 64 << 10;
  private static final int SEGMENTS = 32;
  private static final JournalConfig CONFIG =
      new JournalConfig(
          SEGMENT,
          1,
          SEGMENTS * SEGMENT,
          SEGMENT,
          0,
          SEGMENT / 2,
          512,
          5_000_000,
          20_000_000,
          false);
  private static final PartitionId GROUP = new PartitionId(1);

  private final Entropy entropy = Entropy.seeded(1);
  private final MemoryDisk disk = new MemoryDisk(entropy);
  private final List<Integer> acknowledged = new ArrayList<>();
  private SmallWorld world = new SmallWorld(entropy);
  private int appended;

  private Journal open() throws IOException {
    world = new SmallWorld(entropy);
    var doors = new Journal.Doors(disk, world.worker(), world.worker(), world.clock(), entropy);
    return Journal.open(doors, CONFIG, Bytes::length).journal();
  }

  private void append(Appender appender, int size) {
    int number = ++appended;
    appender.entry(GROUP, number, Bytes.wrap(new byte[size]));
    appender.commit(() -> acknowledged.add(number));
  }

  @Test
  void whatWaitsIsWrittenAsOneBatchAndReadAgain() throws IOException {
    Journal journal = open();
    Appender appender = journal.appender(world.loop(), new FailingWritesTest.Patient());
    world.settle(100_000_000);
    long before = journal.stats().batches();
    for (int i = 0; i < 10; i++) {
      append(appender, 100);
    }
    // More than is joined: alone.
    append(appender, CONFIG.joinedBytesMax());
    append(appender, 100);
    append(appender, 100);
    world.settle(100_000_000);
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), acknowledged);
    assertEquals(3, journal.stats().batches() - before);
    assertEquals(0, appender.pendingBytes());
    journal.close();
    List<Bytes> entries = open().readNow(GROUP, 1, appended + 1, 1 << 20);
    assertEquals(appended, entries.size());
    assertEquals(CONFIG.joinedBytesMax(), entries.get(10).length());
  }

  @Test
  void segmentsThatBecomeFreeAreKeptUpToHalfOfWhatAJournalMayTake() throws IOException {
    Journal journal = open();
    Appender appender = journal.appender(world.loop(), new FailingWritesTest.Patient());
    for (int halves = 1; halves <= 2; halves++) {
      while (journal.stats().segmentsUsed() < halves * (SEGMENTS / 2 - 4)) {
        append(appender, 10_000);
        world.settle(100_000_000);
      }
      long used = journal.stats().usedBytes();
      journal.keepFrom(GROUP, Holder.STORE, appended);
      journal.keepFrom(GROUP, Holder.FOLLOWERS, appended);
      journal.keepFrom(GROUP, Holder.OUTCOMES, appended);
      journal.keepFrom(GROUP, Holder.FEED, appended);
      append(appender, 10);
      world.settle(5_000_000_000L);
      append(appender, 10);
      world.settle(5_000_000_000L);
      long kept = journal.stats().allocatedBytes();
      assertTrue(journal.stats().usedBytes() < used / 2, journal.stats().toString());
      assertTrue(kept <= CONFIG.releaseBytes(), journal.stats().toString());
      assertTrue(kept >= Math.min(used, CONFIG.releaseBytes()), journal.stats().toString());
    }
  }
}
