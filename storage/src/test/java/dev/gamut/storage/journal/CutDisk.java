package dev.gamut.storage.journal;

import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.List;

/// A process's view of a disk, which ends in the midst of what it does.
final class CutDisk implements Disk {
  /// The process is dead.
  static final class Cut extends Error {
    private static final long serialVersionUID = 1;
  }

  private final Disk disk;
  private long left = Long.MAX_VALUE;
  private long operations;

  CutDisk(Disk disk) {
    this.disk = disk;
  }

  /// After so many operations more, every one fails.
  void cutAfter(long operationCount) {
    left = operationCount;
  }

  long operations() {
    return operations;
  }

  private void begin() {
    if (left-- <= 0) {
      left = 0;
      throw new Cut();
    }
    operations++;
  }

  @Override
  public List<String> list() throws IOException {
    begin();
    return disk.list();
  }

  @Override
  public File open(String name) throws IOException {
    begin();
    return new CutFile(disk.open(name));
  }

  @Override
  public boolean exists(String name) throws IOException {
    return disk.exists(name);
  }

  @Override
  public void delete(String name) throws IOException {
    begin();
    disk.delete(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    begin();
    disk.rename(from, to);
  }

  @Override
  public void syncDirectory() throws IOException {
    begin();
    disk.syncDirectory();
  }

  @Override
  public long usableBytes() throws IOException {
    return disk.usableBytes();
  }

  private final class CutFile implements File {
    private final File file;

    CutFile(File file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      return file.read(position, target, offset, length);
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      begin();
      file.write(position, source, offset, length);
    }

    @Override
    public void allocate(long size) throws IOException {
      begin();
      file.allocate(size);
    }

    @Override
    public void truncate(long size) throws IOException {
      begin();
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      begin();
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
