package dev.gamut.real.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Room on the disk that is kept for when there is no other: a file of zeros beside RocksDB's own.
/// Given up, it lets RocksDB flush what is in memory, take deletes and compact, which is what makes
/// room again. The file is made anew once there is room for it and as much beyond, so that a node
/// does not go back and forth on the last bytes of a disk.
///
/// Blocks: everything is called on the reader's thread, or before the loop runs.
final class Reserve {
  static final String NAME = "RESERVE";
  private static final int PIECE_SIZE = 4 << 20;

  private final Path file;
  private final long sizeBytes;

  Reserve(Path directory, long sizeBytes) {
    this.file = directory.resolve(NAME);
    this.sizeBytes = sizeBytes;
  }

  /// Whether it was there.
  boolean giveUp() throws IOException {
    return Files.deleteIfExists(file);
  }

  /// Gives it up when RocksDB could not even open in what is left.
  void giveUpIfLeftIsBelow(long bytes) throws IOException {
    if (usableBytes() < bytes) {
      giveUp();
    }
  }

  /// How far it has come.
  enum State {
    /// It is there.
    WHOLE,
    /// A piece was written, and others are missing.
    GROWING,
    /// There is not enough room to make it.
    NO_ROOM
  }

  /// Makes a piece of it if it is not there, and there is room for it: a piece at a time, because
  /// reads wait behind this on the same thread.
  State makePiece() throws IOException {
    long done = Files.exists(file) ? Files.size(file) : 0;
    if (done == sizeBytes) {
      return State.WHOLE;
    }
    if (usableBytes() < 2 * sizeBytes - done) {
      giveUp();
      return State.NO_ROOM;
    }
    try {
      write(done);
      return State.GROWING;
    } catch (IOException e) {
      // Somebody else was faster. Half a reserve would only keep others from the room.
      giveUp();
      return State.NO_ROOM;
    }
  }

  private void write(long done) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      int piece = (int) Math.min(PIECE_SIZE, sizeBytes - done);
      ByteBuffer zeros = ByteBuffer.allocate(piece);
      while (zeros.hasRemaining()) {
        channel.write(zeros, done + zeros.position());
      }
    }
  }

  private long usableBytes() throws IOException {
    return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
  }
}
