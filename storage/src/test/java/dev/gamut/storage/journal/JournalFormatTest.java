package dev.gamut.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.PartitionId;
import dev.gamut.storage.disk.MemoryDisk;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// The journal's bytes, which data directories out there hold. The golden file is never rewritten:
/// a change that does not fit it is a new format.
final class JournalFormatTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "journal-format-1.golden");
  private static final int ROW = 32;
  private static final int SEGMENT = 4096;
  private static final JournalConfig CONFIG =
      new JournalConfig(
          SEGMENT, 1, 8 * SEGMENT, 2 * SEGMENT, 0, 1536, 128, 5_000_000, 20_000_000, false);
  private static final PartitionId KEPT = new PartitionId(3);
  private static final PartitionId BUSY = new PartitionId(300);
  private static final PartitionId GONE = new PartitionId(7);

  private final SmallWorld world = new SmallWorld(Entropy.seeded(1));

  private Recovered open(Disk disk) throws IOException {
    return Journal.open(
        new Journal.Doors(disk, world.worker(), world.worker(), world.clock(), Entropy.seeded(5)),
        CONFIG,
        Bytes::length);
  }

  /// A journal with a record of every kind: one group keeps an entry in the first segment, so that
  /// the entry is copied and the group's head written again when that segment is needed.
  private MemoryDisk write() throws IOException {
    MemoryDisk disk = new MemoryDisk(Entropy.seeded(1));
    Journal journal = open(disk).journal();
    Appender appender = journal.appender(world.loop(), new Quiet());
    appender.state(KEPT, Bytes.utf8("vote"));
    appender.entry(KEPT, 1, Bytes.utf8("one"));
    appender.entry(KEPT, 2, Bytes.utf8("two"));
    appender.state(GONE, Bytes.utf8("x"));
    commit(appender);
    appender.start(KEPT, 2);
    appender.remove(GONE);
    commit(appender);
    for (Holder holder : Holder.values()) {
      journal.keepFrom(BUSY, holder, Long.MAX_VALUE);
      journal.keepFrom(KEPT, holder, 2);
    }
    for (long i = 1; i <= 9; i++) {
      appender.entry(BUSY, i, Bytes.wrap(new byte[1000]));
      commit(appender);
      appender.start(BUSY, i + 1);
      commit(appender);
    }
    appender.state(KEPT, Bytes.utf8("later vote"));
    appender.state(GONE, Bytes.utf8("y"));
    commit(appender);
    appender.remove(GONE);
    commit(appender);
    journal.close();
    return disk;
  }

  private void commit(Appender appender) {
    appender.commit(() -> {});
    world.settle(100_000_000);
  }

  private static final class Quiet implements JournalListener {
    @Override
    public void roomChanged(Room room) {}

    @Override
    public void failed(Exception cause) {
      throw new IllegalStateException(cause);
    }

    @Override
    public void damaged(PartitionId group, String what) {
      throw new IllegalStateException(group + what);
    }

    @Override
    public void pinned(List<Pin> pins) {}
  }

  @Test
  void formatOneIsWrittenAsEver() throws IOException {
    assertEquals(Files.readString(GOLDEN), dump(write()));
  }

  @Test
  void formatOneIsReadAsEver() throws IOException {
    Recovered recovered = open(load(Files.readString(GOLDEN)));
    assertEquals(List.of(), recovered.report().damage());
    assertEquals(0, recovered.report().tornBytes());
    assertEquals(Set.of(KEPT, BUSY), recovered.groups().keySet());
    assertEquals(
        new RecoveredGroup(
            KEPT, Bytes.utf8("later vote"), 2, 2, false, false, List.of(new EpochRun(2, 3))),
        recovered.groups().get(KEPT));
    assertEquals(
        new RecoveredGroup(BUSY, Bytes.EMPTY, 10, 9, false, false, List.of()),
        recovered.groups().get(BUSY));
    assertEquals(List.of(Bytes.utf8("two")), recovered.journal().readNow(KEPT, 2, 3, 100));
  }

  @Test
  void theGoldenFileHoldsARecordOfEveryKind() throws IOException {
    Disk disk = load(Files.readString(GOLDEN));
    EnumSet<RecordKind> kinds = EnumSet.noneOf(RecordKind.class);
    for (String name : disk.list()) {
      byte[] bytes = content(disk, name);
      long journal = (long) Format.LONG.get(bytes, 8);
      for (int at = 64; at < bytes.length - Format.BATCH_HEADER_SIZE; at += Format.ALIGNMENT) {
        var header = Format.batchHeader(bytes, at, journal, new CRC32C());
        int record = at + Format.BATCH_HEADER_SIZE;
        for (int left = header == null ? 0 : header.count(); left > 0; left--) {
          kinds.add(RecordKind.of(Format.kindCode(bytes, record)));
          record += Format.recordSize(Format.payloadLength(bytes, record));
        }
      }
    }
    assertEquals(EnumSet.allOf(RecordKind.class), kinds);
  }

  @Test
  void anotherFormatIsRefusedAndStaysAsItWas() throws IOException {
    for (char version : new char[] {'0', '2'}) {
      MemoryDisk disk = load(Files.readString(GOLDEN));
      for (String name : disk.list()) {
        byte[] bytes = content(disk, name);
        bytes[7] = (byte) version;
        Format.INT.set(bytes, 0, Format.crc(new CRC32C(), bytes, 4, 60));
        disk.open(name).write(0, bytes, 0, bytes.length);
      }
      String before = dump(disk);
      String message = assertThrows(IOException.class, () -> open(disk)).getMessage();
      assertEquals(
          "the journal is of format "
              + version
              + " (journal-000001), and this version of Gamut reads format 1 alone: nothing was"
              + " changed; start the version that wrote it, or give this node an empty directory",
          message);
      assertEquals(before, dump(disk));
    }
  }

  @Test
  void oneDamagedLetterOfAMagicIsDamageAndNoOtherFormat() throws IOException {
    MemoryDisk disk = load(Files.readString(GOLDEN));
    String first = disk.list().getFirst();
    byte[] bytes = content(disk, first);
    bytes[7] = '2';
    disk.open(first).write(0, bytes, 0, bytes.length);
    Recovered recovered = open(disk);
    assertFalse(recovered.groups().isEmpty());
    assertTrue(recovered.groups().containsKey(KEPT));
  }

  private static byte[] content(Disk disk, String name) throws IOException {
    Disk.File file = disk.open(name);
    byte[] bytes = new byte[(int) file.size()];
    file.read(0, bytes, 0, bytes.length);
    return bytes;
  }

  /// Every file, in rows of 32 bytes that are not all zeros, each with its offset.
  private static String dump(Disk disk) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String name : disk.list()) {
      byte[] bytes = content(disk, name);
      text.append(name).append(' ').append(bytes.length).append('\n');
      for (int at = 0; at < bytes.length; at += ROW) {
        String row = HexFormat.of().formatHex(bytes, at, at + ROW);
        if (!row.matches("0*")) {
          text.append("%05x %s%n".formatted(at, row));
        }
      }
    }
    return text.toString();
  }

  private static MemoryDisk load(String dump) throws IOException {
    MemoryDisk disk = new MemoryDisk(Entropy.seeded(1));
    List<Disk.File> files = new ArrayList<>();
    for (String line : dump.lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words[0].startsWith("journal-")) {
        files.add(disk.open(words[0]));
        byte[] zeros = new byte[Integer.parseInt(words[1])];
        files.getLast().write(0, zeros, 0, zeros.length);
      } else {
        byte[] row = HexFormat.of().parseHex(words[1]);
        files.getLast().write(Integer.parseInt(words[0], 16), row, 0, row.length);
      }
    }
    for (Disk.File file : files) {
      file.sync();
    }
    disk.syncDirectory();
    return disk;
  }
}
