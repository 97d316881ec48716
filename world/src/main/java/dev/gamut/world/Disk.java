package dev.gamut.world;

import java.io.IOException;
import java.util.List;

/// The door to files: one directory that belongs to one node, without subdirectories. Calls block,
/// so they are made on workers or before the loops start. What was not synced may be lost, in any
/// part and in any order, when the machine stops.
public interface Disk {
  /// The names of the files, sorted.
  List<String> list() throws IOException;

  /// Opens for reading and writing; creates the file when there is none.
  File open(String name) throws IOException;

  boolean exists(String name) throws IOException;

  void delete(String name) throws IOException;

  /// Replaces `to` by `from`, as one step after a crash too once [#syncDirectory] has returned.
  void rename(String from, String to) throws IOException;

  /// Makes creations, deletions and renames durable.
  void syncDirectory() throws IOException;

  /// Bytes that can still be allocated.
  long usableBytes() throws IOException;

  /// An open file. Not interruptible: an interrupt must never close it (JDK's `FileChannel` trap).
  interface File extends AutoCloseable {
    long size() throws IOException;

    /// Reads up to `length` bytes; returns how many, fewer only at the end of the file.
    int read(long position, byte[] target, int offset, int length) throws IOException;

    /// Writes all the bytes. Fails with [DiskFullException] when there is no room; some bytes may
    /// then have been written.
    void write(long position, byte[] source, int offset, int length) throws IOException;

    /// Makes the file `size` bytes long and every byte of it really allocated and written as zero,
    /// so that later overwriting changes no metadata. Fails with [DiskFullException].
    void allocate(long size) throws IOException;

    void truncate(long size) throws IOException;

    /// Makes what was written durable. After a failure nothing may be assumed of any write since
    /// the last success, and trying again proves nothing: throws [SyncFailedException].
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// No room left on the device, or over a quota.
  final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1;

    public DiskFullException(String message) {
      super(message);
    }
  }

  /// A sync failed: the node must not acknowledge anything more, stop, and recover.
  final class SyncFailedException extends IOException {
    private static final long serialVersionUID = 1;

    public SyncFailedException(String message, Throwable cause) {
      super(message, cause);
    }

    public SyncFailedException(String message) {
      super(message);
    }
  }
}
