package dev.gamut.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.gamut.base.LogLine;
import dev.gamut.server.config.LogConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeLogTest {
  private static final int LINES = 15_000;
  private static final int MEBIBYTE = 1 << 20;
  private static final String FILLER = "y".repeat(400);

  @TempDir private Path folder = Path.of("replaced");

  @Test
  void noFileAndNoNumberOfFilesGrowsBeyondItsBound() throws IOException {
    Path odd = folder.resolve("100 % of it");
    Path log = odd.resolve("node.log");
    LoggerContext context = newContext();
    Logger logger = context.getLogger("a.b.Some");
    for (int start = 0; start < LINES; start += 5_000) {
      // A process after the other; no more lines than may wait for the writer.
      try (NodeLog _ = NodeLog.open(context, new LogConfig(log, 1, 3))) {
        for (int i = start; i < start + 5_000; i++) {
          logger.info(LogLine.of("counted", "number", i, "filler", FILLER));
        }
      }
    }
    assertEquals(List.of("node.log", "node.log.1.gz", "node.log.2.gz"), names(odd));
    List<String> lines = new ArrayList<>();
    for (String packed : List.of("node.log.2.gz", "node.log.1.gz")) {
      byte[] content = unpack(log.resolveSibling(packed));
      assertTrue(content.length >= MEBIBYTE && content.length < MEBIBYTE + 1_000, packed);
      lines.addAll(new String(content, StandardCharsets.UTF_8).lines().toList());
    }
    assertTrue(Files.size(log) <= MEBIBYTE + 1_000);
    lines.addAll(Files.readAllLines(log));
    // What is left is the end of it, without a gap.
    for (int i = 0; i < lines.size(); i++) {
      int number = LINES - lines.size() + i;
      assertTrue(lines.get(i).contains("Some counted number=" + number + " "), lines.get(i));
    }
  }

  @Test
  void aLogGoesOnAfterWhatIsThere() throws IOException {
    Path log = folder.resolve("node.log");
    Files.writeString(log, "before\n");
    LoggerContext context = newContext();
    try (NodeLog _ = NodeLog.open(context, LogConfig.of(log))) {
      context.getLogger("x").warn(LogLine.of("after"));
    }
    List<String> lines = Files.readAllLines(log);
    assertEquals("before", lines.getFirst());
    assertTrue(
        lines
            .getLast()
            .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARN  x after"),
        lines.getLast());
  }

  @Test
  void boundsOutOfRangeAreNamed() {
    assertEquals(
        "log.filesMax is 1, not from 2 to 20",
        assertThrows(IllegalArgumentException.class, () -> new LogConfig(folder, 1, 1))
            .getMessage());
    assertEquals(
        "log.fileMebibytesMax is 0, not from 1 to 1024",
        assertThrows(IllegalArgumentException.class, () -> new LogConfig(folder, 0, 8))
            .getMessage());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] unpack(Path packed) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  private static LoggerContext newContext() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    return context;
  }
}
