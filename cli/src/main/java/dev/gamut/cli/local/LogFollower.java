package dev.gamut.cli.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a log as it grows, whole lines only.
///
/// It keeps the file open that it reads. When the log's name stands for another file, the one that
/// is open was full and has been put aside: it is read to its end, and the new one from its
/// beginning. A log that is shorter than before was begun anew.
final class LogFollower implements AutoCloseable {
  private static final int PAUSE_MILLIS = 200;

  private final Path log;
  private final ByteArrayOutputStream half = new ByteArrayOutputStream();
  private final byte[] buffer = new byte[1 << 16];
  private @Nullable RandomAccessFile file;
  private @Nullable Object key;
  private long at;

  /// @param at where to begin
  LogFollower(Path log, long at) throws IOException {
    this.log = log;
    this.at = at;
    open();
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
    RandomAccessFile reading = file;
    if (reading == null) {
      return open();
    }
    // Asked before reading: what is written after a change of files is in the new one.
    Object now = keyOfLog();
    if (read(reading, say)) {
      return true;
    }
    if (now == null || now.equals(key)) {
      return false;
    }
    reading.close();
    file = null;
    at = 0;
    return open();
  }

  private boolean read(RandomAccessFile reading, Consumer<String> say) throws IOException {
    if (reading.length() < at) {
      at = 0;
      half.reset();
    }
    reading.seek(at);
    int count = reading.read(buffer);
    at += Math.max(0, count);
    for (int i = 0; i < count; i++) {
      if (buffer[i] == '\n') {
        say.accept(half.toString(StandardCharsets.UTF_8));
        half.reset();
      } else {
        half.write(buffer[i]);
      }
    }
    return count > 0;
  }

  /// Opens what the log's name stands for, unless that changes meanwhile: then the next time.
  private boolean open() throws IOException {
    Object before = keyOfLog();
    if (before == null) {
      return false;
    }
    RandomAccessFile opened = new RandomAccessFile(log.toFile(), "r");
    if (!before.equals(keyOfLog())) {
      opened.close();
      return false;
    }
    file = opened;
    key = before;
    return true;
  }

  /// Which file it is, whatever its name; null when there is none.
  private @Nullable Object keyOfLog() throws IOException {
    try {
      Object found = Files.readAttributes(log, BasicFileAttributes.class).fileKey();
      return found == null ? log : found;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
