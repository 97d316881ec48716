package dev.gamut.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Reads the end of a log without reading all of it.
final class Log {
  /// More than any answer's lines need.
  private static final int WINDOW = 1 << 20;

  private Log() {}

  /// Its last lines, or a sentence when there are none. When the newest file has fewer, because it
  /// was begun only now, those before it come from the one before.
  static String tail(Path log, int lines) throws IOException {
    List<String> all = Files.exists(log) ? new ArrayList<>(linesOf(log)) : new ArrayList<>();
    Path before = log.resolveSibling(log.getFileName() + ".1");
    Path packed = log.resolveSibling(log.getFileName() + ".1.gz");
    if (all.size() < lines && Files.exists(before)) {
      all.addAll(0, linesOf(before));
    } else if (all.size() < lines && Files.exists(packed)) {
      all.addAll(0, unpacked(packed));
    }
    return all.isEmpty()
        ? "(nothing)"
        : String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  private static List<String> linesOf(Path log) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - WINDOW);
      file.seek(from);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }

  /// The end of a packed log, which can only be read from its beginning.
  private static List<String> unpacked(Path packed) throws IOException {
    byte[] window = new byte[2 * WINDOW];
    int length = 0;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      for (int read = 0; read >= 0; read = in.read(window, length, window.length - length)) {
        length += read;
        if (length == window.length) {
          System.arraycopy(window, WINDOW, window, 0, WINDOW);
          length = WINDOW;
        }
      }
    }
    return new String(window, 0, length, StandardCharsets.UTF_8).lines().toList();
  }
}
