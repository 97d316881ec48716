package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFollowerTest {
  @TempDir private Path folder = Path.of("replaced");
  private final List<String> said = new ArrayList<>();

  @Test
  void onlyWholeLinesAreSaidAndEachOnce() throws IOException {
    Path log = folder.resolve("node.log");
    Files.writeString(log, "old\n");
    LogFollower follower = new LogFollower(log, Files.size(log));
    assertFalse(follower.advance(said::add));
    Files.writeString(log, "one\ntw", StandardOpenOption.APPEND);
    follower.advance(said::add);
    assertEquals(List.of("one"), said);
    Files.writeString(log, "o\n", StandardOpenOption.APPEND);
    follower.advance(said::add);
    assertEquals(List.of("one", "two"), said);
  }

  @Test
  void aLogThatWasBegunAnewIsReadFromItsStart() throws IOException {
    Path log = folder.resolve("node.log");
    Files.writeString(log, "a long story\nwith an e");
    LogFollower follower = new LogFollower(log, 0);
    follower.advance(said::add);
    Files.writeString(log, "new\n");
    follower.advance(said::add);
    assertEquals(List.of("a long story", "new"), said);
  }
}
