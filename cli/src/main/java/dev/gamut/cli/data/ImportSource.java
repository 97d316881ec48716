package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.cli.CommandException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// The lines to import, and how much of the file they come from has been read.
final class ImportSource implements AutoCloseable {
  private static final int BUFFER_SIZE = 1 << 16;

  private final String name;
  private final long size;
  private final Counted raw;
  private final Lines lines;

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

  private ImportSource(String name, InputStream in, long size, boolean isPacked)
      throws IOException {
    this.name = name;
    this.size = size;
    raw = new Counted(in);
    try {
      lines = new Lines(isPacked ? new GZIPInputStream(raw, BUFFER_SIZE) : raw);
    } catch (IOException broken) {
      raw.close();
      throw translate(broken);
    }
  }

  /// @param file `-` for standard input; one that ends in `.gz` is unpacked
  static ImportSource of(Path file) throws IOException {
    String name = file.toString();
    if (name.equals("-")) {
      return new ImportSource("standard input", System.in, 0, false);
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw CommandException.usage(
          "there is no file " + file + " that can be read", "Name a file with lines of JSON.");
    }
    return new ImportSource(
        name, Files.newInputStream(file), Files.size(file), name.endsWith(".gz"));
  }

  @Nullable Bytes next() throws IOException {
    try {
      return lines.next();
    } catch (IOException broken) {
      throw translate(broken);
    }
  }

  private RuntimeException translate(IOException broken) throws IOException {
    if (broken instanceof ZipException || broken instanceof EOFException) {
      return CommandException.usage(
          name + " ends early or is not packed with gzip: " + broken.getMessage(),
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
