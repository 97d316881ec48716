package dev.gamut.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads the end of a log without reading all of it.
final class Log {
  /// More than any answer's lines need.
  private static final int WINDOW = 1 << 20;

  private Log() {}

  /// Its last lines, or a sentence when there are none.
  static String tail(Path log, int lines) throws IOException {
    if (!Files.exists(log) || Files.size(log) == 0) {
      return "(nothing)";
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - WINDOW);
      file.seek(from);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }
  }
}
