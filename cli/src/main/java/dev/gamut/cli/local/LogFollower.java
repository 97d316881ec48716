package dev.gamut.cli.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Reads a log as it grows, whole lines only. A log that is shorter than before was begun anew.
final class LogFollower {
  private static final int PAUSE_MILLIS = 200;

  private final Path log;
  private final ByteArrayOutputStream half = new ByteArrayOutputStream();
  private long at;

  /// @param at where to begin
  LogFollower(Path log, long at) {
    this.log = log;
    this.at = at;
  }

  /// Goes on until this thread is interrupted, as the process ends.
  void follow(Consumer<String> say) throws IOException, InterruptedException {
    while (true) {
      if (!advance(say)) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /// Says the lines that are there by now.
  ///
  /// @return whether there was anything
  boolean advance(Consumer<String> say) throws IOException {
    if (!Files.exists(log)) {
      return false;
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      if (file.length() < at) {
        at = 0;
        half.reset();
      }
      byte[] bytes = new byte[(int) Math.min(1 << 16, file.length() - at)];
      file.seek(at);
      file.readFully(bytes);
      at += bytes.length;
      for (byte b : bytes) {
        if (b == '\n') {
          say.accept(half.toString(StandardCharsets.UTF_8));
          half.reset();
        } else {
          half.write(b);
        }
      }
      return bytes.length > 0;
    }
  }
}
