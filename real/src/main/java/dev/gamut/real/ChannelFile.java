package dev.gamut.real;

import dev.gamut.base.Invariant;
import dev.gamut.world.Disk;
import dev.gamut.world.Disk.DiskFullException;
import dev.gamut.world.Disk.SyncFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.util.Objects;

/// A file of a [FileDisk].
///
/// What covers whole blocks goes to the device past the kernel's cache of pages (`O_DIRECT`), where
/// the file system can do that: a journal writes each block once, reads it hardly ever, and pays
/// for every page that is looked up, copied and written back. The two ways may be mixed, the kernel
/// keeps them in step.
///
/// The JDK copies every heap array through a direct buffer of the thread, as large as the largest
/// call ever made, and keeps it: transfers go in pieces, so that this buffer stays small.
final class ChannelFile implements Disk.File {
  private static final int PIECE_SIZE_MAX = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final FileStore store;
  private final DirectWriter direct;
  private boolean syncFailed;

  ChannelFile(Path path, FileChannel channel, FileStore store) {
    this.path = path;
    this.channel = channel;
    this.store = store;
    this.direct = new DirectWriter(path, store);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    int done = 0;
    while (done < length) {
      int piece = Math.min(PIECE_SIZE_MAX, length - done);
      int count = channel.read(ByteBuffer.wrap(target, offset + done, piece), position + done);
      if (count < 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  @Override
  public void write(long position, byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    refuseAfterFailedSync();
    try {
      if (direct.write(position, source, offset, length)) {
        return;
      }
      int done = 0;
      while (done < length) {
        int piece = Math.min(PIECE_SIZE_MAX, length - done);
        done += channel.write(ByteBuffer.wrap(source, offset + done, piece), position + done);
      }
    } catch (IOException e) {
      throw writeFailure(e, length);
    }
  }

  @Override
  public void allocate(long size) throws IOException {
    Invariant.require(size >= 0, "size negative: %d", size);
    byte[] zeros = new byte[(int) Math.min(PIECE_SIZE_MAX, size)];
    for (long done = 0; done < size; ) {
      int piece = (int) Math.min(zeros.length, size - done);
      write(done, zeros, 0, piece);
      done += piece;
    }
    truncate(size);
    // With its metadata: from here on overwriting changes none, and syncs stay cheap.
    force(true);
  }

  @Override
  public void truncate(long size) throws IOException {
    refuseAfterFailedSync();
    channel.truncate(size);
  }

  @Override
  public void sync() throws IOException {
    force(false);
  }

  private void force(boolean metadata) throws IOException {
    refuseAfterFailedSync();
    try {
      channel.force(metadata);
    } catch (IOException e) {
      // The kernel may have dropped the dirty pages and forgotten the failure, so a second sync
      // that succeeds would be a lie (fsyncgate, 2018).
      syncFailed = true;
      throw new SyncFailedException("sync of " + path + " failed", e);
    }
  }

  private void refuseAfterFailedSync() throws SyncFailedException {
    if (syncFailed) {
      throw new SyncFailedException(path + " is unusable: an earlier sync of it failed");
    }
  }

  /// The JDK reports a full disk only by its message, which may be in the user's language; so the
  /// room that is left counts as well.
  private IOException writeFailure(IOException failure, int length) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("No space left")
        || message.contains("quota exceeded")
        || usableBytesOr(Long.MAX_VALUE) < length) {
      DiskFullException full =
          new DiskFullException("no room for %d bytes in %s: %s".formatted(length, path, message));
      full.initCause(failure);
      return full;
    }
    return failure;
  }

  private long usableBytesOr(long unknown) {
    try {
      return store.getUsableSpace();
    } catch (IOException e) {
      return unknown;
    }
  }

  @Override
  public void close() throws IOException {
    direct.close();
    channel.close();
  }
}
