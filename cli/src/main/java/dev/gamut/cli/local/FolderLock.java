package dev.gamut.cli.local;

import dev.gamut.cli.CommandException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// One command at a time starts or ends the nodes of a folder. The kernel frees it with its holder.
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  static FolderLock take(Path folder) throws IOException {
    FileChannel channel = open(folder);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      throw CommandException.unavailable(
          "another gamut command is starting or ending nodes in " + folder,
          "Wait for it, and try again.");
    }
    return new FolderLock(channel);
  }

  private static FileChannel open(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      return FileChannel.open(
          folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (AccessDeniedException denied) {
      throw CommandException.unavailable(
          "no permission to write in " + folder + " (" + denied.getMessage() + ")",
          "Name another folder with --data, or change the owner of this one.");
    } catch (FileAlreadyExistsException file) {
      throw CommandException.refused(
          file.getMessage() + " is a file, not a folder", "Name another folder with --data.");
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
