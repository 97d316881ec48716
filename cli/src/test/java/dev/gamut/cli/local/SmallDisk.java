package dev.gamut.cli.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A small file system of its own, mounted on a folder: in memory where that may be mounted, else
/// in a file.
final class SmallDisk {
  private static final int PIECE_SIZE = 1 << 20;
  private static final int BLOCK_SIZE = 4096;

  private final Path folder;
  private final Path filler;

  private SmallDisk(Path folder) {
    this.folder = folder;
    this.filler = folder.resolve("filler");
  }

  /// Why there can be no such thing here.
  static final class NotPermittedException extends Exception {
    private static final long serialVersionUID = 1;

    NotPermittedException(String message) {
      super(message);
    }
  }

  static SmallDisk mount(Path folder, int mebibytes)
      throws IOException, InterruptedException, NotPermittedException {
    Files.createDirectories(folder);
    List<String> said = new ArrayList<>();
    String at = folder.toString();
    if (run(said, "mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", at)) {
      return new SmallDisk(folder);
    }
    Path image = folder.resolveSibling(folder.getFileName() + ".image");
    if (run(said, "truncate", "-s", mebibytes + "M", image.toString())
        && run(said, "mkfs.ext4", "-q", "-m", "0", image.toString())
        && run(said, "mount", "-o", "loop", image.toString(), at)) {
      return new SmallDisk(folder);
    }
    throw new NotPermittedException(
        "no small file system can be mounted here, neither in memory nor in a file: " + said);
  }

  private static boolean run(List<String> said, String... command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      said.add(String.valueOf(missing.getMessage()));
      return false;
    }
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    boolean done = process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    if (!done) {
      said.add(String.join(" ", command) + ": " + output);
    }
    return done;
  }

  /// Takes all the room that is left.
  void fill() throws IOException {
    try (FileChannel channel =
        FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int size = PIECE_SIZE; size >= BLOCK_SIZE; size /= 16) {
        while (tookOneMore(channel, size)) {
          // Until the last.
        }
      }
    }
  }

  private static boolean tookOneMore(FileChannel channel, int size) {
    try {
      return channel.write(ByteBuffer.allocate(size)) == size;
    } catch (IOException full) {
      return false;
    }
  }

  /// Gives it back.
  void free() throws IOException {
    Files.delete(filler);
  }

  void unmount() throws IOException, InterruptedException {
    List<String> said = new ArrayList<>();
    if (!run(said, "umount", "-l", folder.toString())) {
      throw new IOException("not unmounted: " + said);
    }
  }
}
