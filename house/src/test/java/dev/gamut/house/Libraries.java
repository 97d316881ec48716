package dev.gamut.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/libraries.md` says of each library why it is here; a version that moves takes it along.
final class Libraries {
  private static final Pattern VERSION =
      Pattern.compile("<([a-z-]+)\\.version>([^<]+)</\\1\\.version>");

  @Test
  void everyLibraryOfThePomHasItsReason() throws IOException {
    String pom = Files.readString(Sources.ROOT.resolve("pom.xml"));
    List<String> page = Files.readAllLines(Sources.ROOT.resolve("docs/libraries.md"));
    List<String> missing = new ArrayList<>();
    Matcher versions = VERSION.matcher(pom);
    while (versions.find()) {
      String name = versions.group(1);
      String cell = "| " + versions.group(2) + " |";
      if (page.stream().noneMatch(row -> row.contains(name) && row.contains(cell))) {
        missing.add(name + " " + versions.group(2));
      }
    }
    assertEquals(List.of(), missing, "docs/libraries.md has no row for these");
  }
}
