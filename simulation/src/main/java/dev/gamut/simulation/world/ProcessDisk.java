package dev.gamut.simulation.world;

import dev.gamut.base.Invariant;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.List;

/// A process's way to the disk of its machine. It counts what is done, for the time it takes, and
/// stops in the midst of it when the process dies: from then on every call ends its thread.
final class ProcessDisk implements Disk {
  private final SimulatedDisk machineDisk;
  private final Disk disk;
  private final Trace trace;
  private long operationsLeft = Long.MAX_VALUE;
  private long operations;
  private long bytes;
  private long syncs;

  ProcessDisk(SimulatedDisk machineDisk, Trace trace) {
    this.machineDisk = machineDisk;
    this.disk = machineDisk.hardware();
    this.trace = trace;
  }

  long operations() {
    return operations;
  }

  long bytes() {
    return bytes;
  }

  long syncs() {
    return syncs;
  }

  /// Lets only so many operations more reach the disk.
  void endAfter(long count) {
    operationsLeft = count;
  }

  void close() {
    operationsLeft = 0;
  }

  @Override
  public List<String> list() throws IOException {
    begin(0);
    return disk.list();
  }

  @Override
  public File open(String name) throws IOException {
    Invariant.require(
        !name.isEmpty() && !name.startsWith(".") && name.indexOf('/') < 0 && name.indexOf(0) < 0,
        "not a plain file name: %s",
        name);
    begin(0);
    return new ProcessFile(disk.open(name));
  }

  @Override
  public boolean exists(String name) throws IOException {
    begin(0);
    return disk.exists(name);
  }

  @Override
  public void delete(String name) throws IOException {
    begin(0);
    disk.delete(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    begin(0);
    disk.rename(from, to);
  }

  @Override
  public void syncDirectory() throws IOException {
    begin(0);
    syncs++;
    disk.syncDirectory();
  }

  @Override
  public long usableBytes() throws IOException {
    begin(0);
    return disk.usableBytes();
  }

  private void begin(long length) {
    if (operationsLeft > 0) {
      machineDisk.operationBegins();
    }
    if (operationsLeft <= 0) {
      throw new ProcessEnded();
    }
    operationsLeft--;
    operations++;
    bytes += length;
  }

  private final class ProcessFile implements File {
    private final File file;

    ProcessFile(File file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      begin(0);
      return file.size();
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      begin(length);
      return file.read(position, target, offset, length);
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      begin(length);
      trace.fold(Trace.combine(position, Trace.hash(source, offset, length)));
      file.write(position, source, offset, length);
    }

    @Override
    public void allocate(long size) throws IOException {
      begin(size);
      file.allocate(size);
    }

    @Override
    public void truncate(long size) throws IOException {
      begin(0);
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      begin(0);
      syncs++;
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
