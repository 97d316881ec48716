package dev.gamut.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [Disk] does, the simulated one too. What a crash leaves is beyond this suite: only a
/// simulated disk can be crashed at will.
public abstract class DiskContract {
  /// The disk of this test, empty at its start; the same one at every call.
  protected abstract Disk disk();

  /// Another view of what the disk holds, as a restarted process sees it.
  protected abstract Disk reopened() throws IOException;

  @Test
  void anEmptyDiskListsNothing() throws IOException {
    assertEquals(List.of(), disk().list());
    assertTrue(disk().usableBytes() > 0);
  }

  @Test
  void openingCreatesAnEmptyFile() throws IOException {
    try (Disk.File file = disk().open("a")) {
      assertEquals(0, file.size());
    }
    assertTrue(disk().exists("a"));
    assertFalse(disk().exists("b"));
  }

  @Test
  void namesAreListedSorted() throws IOException {
    for (String name : List.of("c", "a", "b-10", "b-9", "B")) {
      disk().open(name).close();
    }
    assertEquals(List.of("B", "a", "b-10", "b-9", "c"), disk().list());
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 0, "hello world");
      assertEquals("hello world", read(file, 0, 11));
      assertEquals("world", read(file, 6, 5));
      assertEquals(11, file.size());
    }
  }

  @Test
  void aWriteTakesOnlyItsPartOfTheArray() throws IOException {
    try (Disk.File file = disk().open("a")) {
      file.write(0, "xxhelloxx".getBytes(StandardCharsets.US_ASCII), 2, 5);
      assertEquals("hello", read(file, 0, 100));
    }
  }

  @Test
  void aReadFillsOnlyItsPartOfTheArray() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 0, "hello");
      byte[] target = "..........".getBytes(StandardCharsets.US_ASCII);
      assertEquals(3, file.read(1, target, 2, 3));
      assertEquals("..ell.....", new String(target, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void aReadIsShortOnlyAtTheEnd() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 0, "hello");
      assertEquals(2, file.read(3, new byte[10], 0, 10));
      assertEquals(0, file.read(5, new byte[10], 0, 10));
      assertEquals(0, file.read(50, new byte[10], 0, 10));
      assertEquals(0, file.read(0, new byte[10], 0, 0));
    }
  }

  @Test
  void overwritingChangesOnlyWhatItCovers() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 0, "hello world");
      write(file, 2, "LL");
      assertEquals("heLLo world", read(file, 0, 100));
    }
  }

  @Test
  void aGapReadsAsZeros() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 3, "x");
      assertEquals("\0\0\0x", read(file, 0, 100));
    }
  }

  @Test
  void largeTransfersAreWhole() throws IOException {
    byte[] source = new byte[(5 << 20) + 7];
    for (int i = 0; i < source.length; i++) {
      source[i] = (byte) (i * 31 + (i >>> 12));
    }
    try (Disk.File file = disk().open("a")) {
      file.write(5, source, 0, source.length);
      byte[] target = new byte[source.length];
      assertEquals(target.length, file.read(5, target, 0, target.length));
      assertArrayEquals(source, target);
    }
  }

  @Test
  void allocatedBytesAreZeros() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 0, "old content");
      file.allocate((2 << 20) + 3);
      assertEquals((2 << 20) + 3, file.size());
      byte[] content = new byte[(2 << 20) + 3];
      assertEquals(content.length, file.read(0, content, 0, content.length));
      assertArrayEquals(new byte[content.length], content);
    }
  }

  @Test
  void allocatingLessShortens() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 0, "0123456789");
      file.allocate(4);
      assertEquals("\0\0\0\0", read(file, 0, 100));
    }
  }

  @Test
  void truncationCutsTheEnd() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 0, "hello world");
      file.truncate(5);
      assertEquals("hello", read(file, 0, 100));
      write(file, 6, "x");
      assertEquals("hello\0x", read(file, 0, 100));
    }
  }

  @Test
  void whatWasSyncedIsThereForTheNextProcess() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 0, "hello");
      file.sync();
    }
    disk().syncDirectory();
    Disk again = reopened();
    assertEquals(List.of("a"), again.list());
    try (Disk.File file = again.open("a")) {
      assertEquals("hello", read(file, 0, 100));
    }
  }

  @Test
  void renamingReplaces() throws IOException {
    try (Disk.File from = disk().open("new");
        Disk.File to = disk().open("current")) {
      write(from, 0, "new");
      write(to, 0, "old");
    }
    disk().rename("new", "current");
    disk().syncDirectory();
    assertEquals(List.of("current"), disk().list());
    try (Disk.File file = disk().open("current")) {
      assertEquals("new", read(file, 0, 100));
    }
  }

  @Test
  void renamingWhatIsNotThereFails() {
    assertThrows(IOException.class, () -> disk().rename("none", "other"));
  }

  @Test
  void deletionRemoves() throws IOException {
    disk().open("a").close();
    disk().delete("a");
    assertFalse(disk().exists("a"));
    assertEquals(List.of(), disk().list());
    assertThrows(IOException.class, () -> disk().delete("a"));
  }

  @Test
  void aFileCreatedAgainIsEmpty() throws IOException {
    try (Disk.File file = disk().open("a")) {
      write(file, 0, "hello");
    }
    disk().delete("a");
    try (Disk.File file = disk().open("a")) {
      assertEquals(0, file.size());
    }
  }

  @Test
  void namesStayInTheDirectory() {
    for (String name : List.of("", ".", "..", "../a", "a/b", "/etc/passwd", ".hidden")) {
      assertThrows(IllegalArgumentException.class, () -> disk().open(name).close(), name);
    }
  }

  @Test
  void rangesAreChecked() throws IOException {
    try (Disk.File file = disk().open("a")) {
      byte[] array = new byte[4];
      assertThrows(IndexOutOfBoundsException.class, () -> file.write(0, array, 2, 3));
      assertThrows(IndexOutOfBoundsException.class, () -> file.read(0, array, -1, 3));
    }
  }

  private static void write(Disk.File file, long position, String text) throws IOException {
    byte[] source = text.getBytes(StandardCharsets.US_ASCII);
    file.write(position, source, 0, source.length);
  }

  private static String read(Disk.File file, long position, int length) throws IOException {
    byte[] target = new byte[length];
    int count = file.read(position, target, 0, length);
    return new String(Arrays.copyOf(target, count), StandardCharsets.US_ASCII);
  }
}
