package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.gamut.base.LogLine;
import dev.gamut.server.config.LogConfig;
import dev.gamut.server.log.NodeLog;
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

  /// More than two files of 1 MiB.
  private static final int LINES = 12_000;

  private static final String FILLER = "x".repeat(150);

  private void drain(LogFollower follower) throws IOException {
    boolean more = true;
    while (more) {
      more = follower.advance(said::add);
    }
  }

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

  @Test
  void aLogThatWasPutAsideIsReadToItsEndBeforeTheNewOne() throws IOException {
    Path log = folder.resolve("node.log");
    Files.writeString(log, "one\n");
    try (LogFollower follower = new LogFollower(log, 0)) {
      drain(follower);
      Files.writeString(log, "two\nthr", StandardOpenOption.APPEND);
      Files.writeString(log, "ee\n", StandardOpenOption.APPEND);
      Files.move(log, folder.resolve("node.log.1"));
      drain(follower);
      Files.writeString(log, "four is longer than what was there before\n");
      drain(follower);
    }
    assertEquals(List.of("one", "two", "three", "four is longer than what was there before"), said);
  }

  @Test
  void aNodesLogIsFollowedAcrossItsChangesOfFiles() throws IOException {
    Path log = folder.resolve("node.log");
    LoggerContext context = newContext();
    Logger logger = context.getLogger("test");
    try (LogFollower follower = new LogFollower(log, 0)) {
      for (int start = 0; start < LINES; start += 1_000) {
        try (NodeLog _ = NodeLog.open(context, new LogConfig(log, 1, 3))) {
          for (int i = start; i < start + 1_000; i++) {
            logger.info(LogLine.of("counted", "number", i, "filler", FILLER));
          }
        }
        drain(follower);
      }
    }
    assertEquals(LINES, said.size());
    for (int i = 0; i < LINES; i++) {
      assertTrue(said.get(i).contains(" counted number=" + i + " "), said.get(i));
    }
    List<String> tail = Log.tail(log, LINES).lines().toList();
    assertTrue(said.getLast().equals(tail.getLast()) && tail.size() > 2_000, "" + tail.size());
  }

  private static LoggerContext newContext() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    return context;
  }
}
