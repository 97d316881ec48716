package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The lines that did not get in, as they were, in a file that is made for the first of them: once
/// they are corrected it can be imported. For several threads.
final class Rejects implements AutoCloseable {
  private final Path file;
  private @Nullable OutputStream out;
  private long count;

  Rejects(Path file) throws IOException {
    this.file = file;
    Files.deleteIfExists(file);
  }

  synchronized void add(Bytes line) throws IOException {
    if (out == null) {
      out = new BufferedOutputStream(Files.newOutputStream(file));
    }
    out.write(line.array(), line.offset(), line.length());
    out.write('\n');
    count++;
  }

  synchronized long count() {
    return count;
  }

  @Override
  public synchronized void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
