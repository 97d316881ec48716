package dev.gamut.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.house.Sources.Source;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A file that one can read in one sitting, a method that one can see whole.
final class Sizes {
  private static final int FILE_LINES_MAX = 600;
  private static final int FILE_LINES_WANTED = 300;
  private static final int METHOD_LINES_MAX = 60;
  private static final int LINE_LENGTH_MAX = 100;

  @Test
  void noFileIsTooLongToRead() {
    List<String> tooLong =
        Sources.java().stream()
            .filter(source -> source.lines().size() > FILE_LINES_MAX)
            .map(source -> source.path() + " has " + source.lines().size() + " lines")
            .toList();
    assertEquals(List.of(), tooLong, "split these by role");
  }

  @Test
  void longFilesOnlyShrink() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>();
    for (Source source : Sources.java()) {
      if (source.lines().size() > FILE_LINES_WANTED) {
        sizes.put(source.path(), source.lines().size());
      }
    }
    Ratchet ratchet = new Ratchet("files.ratchet", "split it by role");
    assertEquals(List.of(), ratchet.judge(sizes));
  }

  @Test
  void longMethodsOnlyShrink() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>(Methods.lines(Sources.java()));
    sizes.values().removeIf(lines -> lines <= METHOD_LINES_MAX);
    Ratchet ratchet = new Ratchet("methods.ratchet", "take parts out of it");
    assertEquals(List.of(), ratchet.judge(sizes));
  }

  @Test
  void linesFitBesideEachOther() {
    List<String> tooLong =
        Sources.java().stream()
            .flatMap(
                source ->
                    source.lines().stream()
                        .filter(line -> line.codePointCount(0, line.length()) > LINE_LENGTH_MAX)
                        .filter(line -> !line.startsWith("import "))
                        .map(line -> source.path() + ": " + line))
            .toList();
    assertEquals(List.of(), tooLong);
  }
}
