package dev.gamut.real;

import dev.gamut.base.Invariant;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A directory of the operating system, held by one process at a time: a second node started on the
/// same directory is refused, because two writers of one journal destroy it.
///
/// Files are read and written by position through a `FileChannel`, never mapped: a full disk would
/// turn a mapped write into a signal that kills the process. Only workers call, which nobody
/// interrupts.
public final class FileDisk implements Disk, AutoCloseable {
  private static final String LOCK_NAME = ".lock";

  private final Path directory;
  private final FileStore store;
  private final FileChannel lockChannel;

  private FileDisk(Path directory, FileStore store, FileChannel lockChannel) {
    this.directory = directory;
    this.store = store;
    this.lockChannel = lockChannel;
  }

  /// Opens the directory, creating it if there is none, and locks it for this process.
  public static FileDisk open(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new IOException(
          "directory %s is in use by another process: every node needs one of its own"
              .formatted(directory));
    }
    return new FileDisk(directory, Files.getFileStore(directory), channel);
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> !name.equals(LOCK_NAME))
          .sorted()
          .toList();
    }
  }

  @Override
  public File open(String name) throws IOException {
    Path path = resolve(name);
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    return new ChannelFile(path, channel, store);
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(resolve(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    try {
      Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system of " + directory + " cannot rename in one step", e);
    }
  }

  @Override
  public void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw new SyncFailedException("sync of directory " + directory + " failed", e);
    }
  }

  @Override
  public long usableBytes() throws IOException {
    return store.getUsableSpace();
  }

  /// Lets another process have the directory. Open files stay open.
  @Override
  public void close() throws IOException {
    lockChannel.close();
  }

  private Path resolve(String name) {
    Invariant.require(
        !name.isEmpty() && !name.startsWith(".") && name.indexOf('/') < 0 && name.indexOf(0) < 0,
        "not a plain file name: %s",
        name);
    return directory.resolve(name);
  }
}
