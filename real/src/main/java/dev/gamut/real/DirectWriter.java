package dev.gamut.real;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A second way into a file, for writes of whole blocks past the kernel's cache of pages
/// (`O_DIRECT`). Opened with the first write; where it cannot be had, it takes none.
///
/// The option is looked up by name, because it is not part of the platform's standard: a JDK
/// without it only writes less fast. A thread's bytes leave by way of one buffer that begins where
/// a block may begin: the JDK would allocate such a buffer for every call.
final class DirectWriter implements AutoCloseable {
  static final int PIECE_SIZE_MAX = 128 << 10;

  /// No file system has larger blocks than the largest page of memory that is in use.
  private static final int BLOCK_SIZE_MAX = 64 << 10;

  private static final @Nullable OpenOption DIRECT = directOption();

  private static final ThreadLocal<ByteBuffer> PIECE =
      ThreadLocal.withInitial(
          () ->
              ByteBuffer.allocateDirect(PIECE_SIZE_MAX + BLOCK_SIZE_MAX)
                  .alignedSlice(BLOCK_SIZE_MAX));

  private final Path path;
  private final FileStore store;
  private @Nullable FileChannel channel;
  private long blockSize;
  private boolean isTried;
  private boolean isProven;

  DirectWriter(Path path, FileStore store) {
    this.path = path;
    this.store = store;
  }

  private static @Nullable OpenOption directOption() {
    try {
      for (Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option.toString().equals("DIRECT")) {
          return (OpenOption) option;
        }
      }
    } catch (ClassNotFoundException e) {
      // A JDK without it.
    }
    return null;
  }

  /// Writes all the bytes if they cover whole blocks of the file; false if they are to be written
  /// the ordinary way. Some file systems open such a file and then take nothing: when the very
  /// first write fails, there will be no other.
  boolean write(long position, byte[] source, int offset, int length) throws IOException {
    FileChannel target = channel();
    if (target == null || ((position | length) & (blockSize - 1)) != 0) {
      return false;
    }
    try {
      write(target, position, source, offset, length);
    } catch (IOException e) {
      if (isProven) {
        throw e;
      }
      close();
      channel = null;
      return false;
    }
    isProven = true;
    return true;
  }

  private static void write(
      FileChannel target, long position, byte[] source, int offset, int length) throws IOException {
    ByteBuffer piece = PIECE.get();
    for (int done = 0; done < length; ) {
      piece.clear().limit(Math.min(PIECE_SIZE_MAX, length - done));
      piece.put(source, offset + done, piece.limit()).flip();
      while (piece.hasRemaining()) {
        done += target.write(piece, position + done);
      }
    }
  }

  private @Nullable FileChannel channel() {
    if (!isTried) {
      isTried = true;
      channel = DIRECT == null ? null : open(DIRECT);
    }
    return channel;
  }

  /// Null where files cannot be written so, or when no more may be open.
  private @Nullable FileChannel open(OpenOption option) {
    try {
      blockSize = store.getBlockSize();
      if (Long.bitCount(blockSize) != 1 || blockSize > BLOCK_SIZE_MAX) {
        return null;
      }
      return FileChannel.open(
          path, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS, option));
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel own = channel;
    if (own != null) {
      own.close();
    }
  }
}
