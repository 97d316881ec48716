package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The lines of a file, one at a time, as bytes. A line longer than any value may be is cut, so
/// that a file without line breaks needs no more memory than others.
final class Lines implements AutoCloseable {
  static final int SIZE_MAX = 2 << 20;
  private static final int BUFFER_SIZE = 256 << 10;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private int at;
  private int end;

  Lines(InputStream in) {
    this.in = in;
  }

  /// The next line without its end; null after the last.
  @Nullable Bytes next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    boolean any = false;
    while (at < end || fill()) {
      any = true;
      int lineEnd = at;
      while (lineEnd < end && buffer[lineEnd] != '\n') {
        lineEnd++;
      }
      line.write(buffer, at, Math.min(lineEnd - at, SIZE_MAX - line.size()));
      at = lineEnd;
      if (lineEnd < end) {
        at++;
        break;
      }
    }
    return any ? Bytes.wrap(line.toByteArray()) : null;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
