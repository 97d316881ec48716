package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.cli.CommandException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// The lines to import, and how much of the file they come from has been read.
final class ImportSource implements AutoCloseable {
  private static final int BUFFER_SIZE = 1 << 16;

  /// What a line takes in memory beside its bytes.
  private static final int LINE_OVERHEAD = 64;

  private final String name;
  private final long size;
  private final Counted raw;
  private final Lines lines;

  /// Lines that were looked at before their turn.
  private final Deque<Bytes> ahead = new ArrayDeque<>();

  /// Counts the bytes that went through.
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }

  private ImportSource(String name, InputStream in, long size) throws IOException {
    this.name = name;
    this.size = size;
    raw = new Counted(in);
    try {
      lines = new Lines(unpacked(raw));
    } catch (IOException broken) {
      raw.close();
      throw translate(broken);
    }
  }

  /// What is packed with gzip says so in its first two bytes, however it is called.
  private static InputStream unpacked(InputStream in) throws IOException {
    PushbackInputStream peeked = new PushbackInputStream(in, 2);
    byte[] magic = peeked.readNBytes(2);
    peeked.unread(magic);
    boolean saysSo = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    return saysSo ? new GZIPInputStream(peeked, BUFFER_SIZE) : peeked;
  }

  /// @param file `-` for standard input; what is packed with gzip is unpacked
  static ImportSource of(Path file) throws IOException {
    String name = file.toString();
    if (name.equals("-")) {
      return new ImportSource("standard input", System.in, 0);
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw CommandException.usage(
          "there is no file " + file + " that can be read", "Name a file with lines of JSON.");
    }
    return new ImportSource(name, Files.newInputStream(file), Files.size(file));
  }

  /// Looks at the first lines before their turn: all there are, or so many bytes of them.
  ///
  /// @param look gets every line that was looked at
  /// @return whether these are all
  boolean lookAhead(long bytesMax, Consumer<Bytes> look) throws IOException {
    long bytes = 0;
    while (bytes < bytesMax) {
      Bytes line = read();
      if (line == null) {
        return true;
      }
      look.accept(line);
      ahead.add(line);
      bytes += line.length() + LINE_OVERHEAD;
    }
    return false;
  }

  @Nullable Bytes next() throws IOException {
    return ahead.isEmpty() ? read() : ahead.remove();
  }

  private @Nullable Bytes read() throws IOException {
    try {
      return lines.next();
    } catch (IOException broken) {
      throw translate(broken);
    }
  }

  private RuntimeException translate(IOException broken) throws IOException {
    if (broken instanceof ZipException || broken instanceof EOFException) {
      return CommandException.usage(
          name + " is packed with gzip, and ends early or is damaged",
          "Lines before that may be in; fetch the file again and import it again.");
    }
    throw broken;
  }

  /// What part of the file has been read, 0 to 1; negative when its size is not known.
  double share() {
    return size == 0 ? -1 : Math.min(1, (double) raw.count / size);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
