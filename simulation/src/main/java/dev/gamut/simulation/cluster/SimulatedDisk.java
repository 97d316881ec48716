package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.simulation.world.FaultKind;
import dev.gamut.simulation.world.MachineDisk;
import dev.gamut.storage.disk.DiskFault;
import dev.gamut.storage.disk.DiskFaults;
import dev.gamut.storage.disk.MemoryDisk;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.List;

/// A disk in memory, as the nemesis commands it: a fault that it orders befalls the next call of
/// its kind, once.
final class SimulatedDisk implements MachineDisk, Disk {
  private static final DiskFaults SYNC_FAILS = new DiskFaults(0, 0, 0, 0, 0, 0, 1);
  private static final DiskFaults READ_FAILS = new DiskFaults(1, 0, 0, 0, 0, 0, 0);
  private static final DiskFaults MISDIRECTS = new DiskFaults(0, 0, 0, 1, 0, 0, 0);

  private final MemoryDisk disk;
  private boolean syncFails;
  private boolean readFails;
  private boolean misdirects;

  SimulatedDisk(MemoryDisk disk) {
    this.disk = disk;
  }

  @Override
  public Disk door() {
    return this;
  }

  @Override
  public void losePower(Entropy entropy) {
    disk.crash();
  }

  @Override
  public void failNextSync() {
    syncFails = true;
  }

  @Override
  public void failNextRead() {
    readFails = true;
  }

  @Override
  public void full(boolean full) {
    disk.setCapacity(full ? disk.usedBytes() : Long.MAX_VALUE);
  }

  @Override
  public boolean flipBit(Entropy entropy) {
    try {
      List<String> names = disk.list();
      if (names.isEmpty()) {
        return false;
      }
      String name = names.get(entropy.below(names.size()));
      long size = disk.open(name).size();
      if (size == 0) {
        return false;
      }
      disk.flipBit(name, entropy.below(8 * size));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void misdirectNextWrite(Entropy entropy) {
    misdirects = true;
  }

  @Override
  public void heal() {
    syncFails = false;
    readFails = false;
    misdirects = false;
    disk.setFaults(DiskFaults.NONE);
    full(false);
  }

  @Override
  public long count(FaultKind kind) {
    return switch (kind) {
      case SYNC_FAILED -> disk.count(DiskFault.SYNC_FAILED);
      case READ_FAILED -> disk.count(DiskFault.READ_FAILED);
      case BIT_FLIPPED -> disk.count(DiskFault.BIT_FLIPPED);
      case WRITE_MISDIRECTED -> disk.count(DiskFault.WRITE_MISDIRECTED);
      case DISK_FULL -> disk.count(DiskFault.DISK_FULL);
      case UNSYNCED_WRITE_LOST -> disk.count(DiskFault.SECTOR_LOST);
      case WRITE_TORN -> disk.count(DiskFault.WRITE_TORN);
      default -> 0;
    };
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public Disk.File open(String name) throws IOException {
    return new FaultyFile(disk.open(name));
  }

  @Override
  public boolean exists(String name) throws IOException {
    return disk.exists(name);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void syncDirectory() throws IOException {
    disk.syncDirectory();
  }

  @Override
  public long usableBytes() throws IOException {
    return disk.usableBytes();
  }

  private interface Action {
    void run() throws IOException;
  }

  private void faulty(DiskFaults faults, Action action) throws IOException {
    disk.setFaults(faults);
    try {
      action.run();
    } finally {
      disk.setFaults(DiskFaults.NONE);
    }
  }

  private final class FaultyFile implements Disk.File {
    private final Disk.File file;

    FaultyFile(Disk.File file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      if (readFails) {
        readFails = false;
        faulty(READ_FAILS, () -> file.read(position, target, offset, length));
      }
      return file.read(position, target, offset, length);
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      if (misdirects) {
        misdirects = false;
        faulty(MISDIRECTS, () -> file.write(position, source, offset, length));
        return;
      }
      file.write(position, source, offset, length);
    }

    @Override
    public void allocate(long size) throws IOException {
      file.allocate(size);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      if (syncFails) {
        syncFails = false;
        faulty(SYNC_FAILS, file::sync);
        return;
      }
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
