package dev.gamut.storage.disk;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.world.Disk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A disk in memory, with everything that the [Disk] door allows a disk to do: a [#crash] loses any
/// part of what was not synced, in units of a sector; calls fail; and, when asked, what was stored
/// is wrong. The same entropy gives the same faults. Not for two threads.
public final class MemoryDisk implements Disk {
  private final Entropy entropy;
  private final EnumMap<DiskFault, Long> counts = new EnumMap<>(DiskFault.class);
  private DiskFaults faults;
  private long capacityBytes = Long.MAX_VALUE;
  private TreeMap<String, MemoryFile> names = new TreeMap<>();
  private TreeMap<String, MemoryFile> durableNames = new TreeMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();
  private int crashes;

  /// A change of the directory: a creation has no `from`, a deletion no `to`.
  private record NameChange(@Nullable String from, @Nullable String to, MemoryFile file) {}

  public MemoryDisk(Entropy entropy, DiskFaults faults) {
    this.entropy = entropy;
    this.faults = faults;
  }

  public MemoryDisk(Entropy entropy) {
    this(entropy, DiskFaults.NONE);
  }

  /// Changes how often the disk fails from now on.
  public void setFaults(DiskFaults newFaults) {
    faults = newFaults;
  }

  /// Bounds the bytes of all files together; what is there beyond the bound stays.
  public void setCapacity(long bytes) {
    capacityBytes = bytes;
  }

  /// How often each fault has happened.
  public Map<DiskFault, Long> counts() {
    return Collections.unmodifiableMap(counts);
  }

  public long count(DiskFault fault) {
    return counts.getOrDefault(fault, 0L);
  }

  public long usedBytes() {
    long sum = 0;
    for (MemoryFile file : names.values()) {
      sum += file.size();
    }
    return sum;
  }

  /// The machine stops: files opened before are unusable, and what was not synced is lost in any
  /// part.
  public void crash() {
    crashes++;
    CrashDice dice = new CrashDice(entropy, counts);
    TreeMap<String, MemoryFile> kept = durableNames;
    for (NameChange change : nameChanges) {
      if (dice.keepsNameChange()) {
        apply(change, kept);
      }
    }
    nameChanges.clear();
    names = kept;
    durableNames = new TreeMap<>(kept);
    for (MemoryFile file : names.values()) {
      file.crash(dice);
    }
  }

  /// Damages what is stored, for a test that says where.
  public void flipBit(String name, long bit) {
    count(DiskFault.BIT_FLIPPED, 1);
    existing(name).flipBit(bit);
  }

  /// Makes a sector unreadable until it is written again, for a test that says where.
  public void makeUnreadable(String name, int sector) {
    existing(name).makeUnreadable(sector);
  }

  @Override
  public List<String> list() throws IOException {
    maybeFailRead("the directory");
    return List.copyOf(names.keySet());
  }

  @Override
  public File open(String name) {
    MemoryFile file = names.get(name);
    if (file == null) {
      file = new MemoryFile();
      change(new NameChange(null, name, file));
    }
    return new Handle(name, file);
  }

  @Override
  public boolean exists(String name) {
    return names.containsKey(name);
  }

  @Override
  public void delete(String name) throws IOException {
    change(new NameChange(name, null, required(name)));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change(new NameChange(from, to, required(from)));
  }

  @Override
  public void syncDirectory() throws IOException {
    maybeFailSync("the directory");
    nameChanges.clear();
    durableNames = new TreeMap<>(names);
  }

  @Override
  public long usableBytes() {
    return Math.max(0, capacityBytes - usedBytes());
  }

  private void change(NameChange change) {
    nameChanges.add(change);
    apply(change, names);
  }

  private static void apply(NameChange change, Map<String, MemoryFile> target) {
    if (change.from != null && !target.remove(change.from, change.file)) {
      return;
    }
    if (change.to != null) {
      target.put(change.to, change.file);
    }
  }

  private MemoryFile required(String name) throws FileNotFoundException {
    MemoryFile file = names.get(name);
    if (file == null) {
      throw new FileNotFoundException(name + " is not there");
    }
    return file;
  }

  private MemoryFile existing(String name) {
    return Objects.requireNonNull(names.get(name), name);
  }

  private void count(DiskFault fault, long by) {
    counts.merge(fault, by, Long::sum);
  }

  private boolean strikes(double probability, DiskFault fault) {
    if (probability > 0 && entropy.chance(probability)) {
      count(fault, 1);
      return true;
    }
    return false;
  }

  private void maybeFailRead(String what) throws IOException {
    if (strikes(faults.readFails(), DiskFault.READ_FAILED)) {
      throw new IOException("reading " + what + " failed, as planned");
    }
  }

  private void maybeFailSync(String what) throws SyncFailedException {
    if (strikes(faults.syncFails(), DiskFault.SYNC_FAILED)) {
      throw new SyncFailedException("sync of " + what + " failed, as planned");
    }
  }

  /// An open file.
  private final class Handle implements File {
    private final String name;
    private final MemoryFile file;
    private final int opened = crashes;

    Handle(String name, MemoryFile file) {
      this.name = name;
      this.file = file;
    }

    @Override
    public long size() {
      check();
      return file.size();
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      check();
      Objects.checkFromIndexSize(offset, length, target.length);
      maybeFailRead(name);
      if (file.isUnreadable(position, length)) {
        count(DiskFault.SECTOR_UNREADABLE, 1);
        throw new IOException("a sector of " + name + " cannot be read");
      }
      return file.read(position, target, offset, length);
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      check();
      Objects.checkFromIndexSize(offset, length, source.length);
      int start = Math.toIntExact(position);
      int fits = room(position + length) ? length : (int) Math.max(0, file.size() - position);
      if (strikes(faults.writeFails(), DiskFault.WRITE_FAILED)) {
        file.write(start, source, offset, entropy.below(fits + 1));
        throw new IOException("writing to " + name + " failed, as planned");
      }
      if (fits < length) {
        file.write(start, source, offset, fits);
        throw full(length);
      }
      store(start, source, offset, length);
    }

    private void store(int position, byte[] source, int offset, int length) {
      if (length > 0 && strikes(faults.lost(), DiskFault.WRITE_LOST)) {
        return;
      }
      int sectors = (file.size() - length) / MemoryFile.SECTOR;
      int target = position;
      if (sectors > 0 && strikes(faults.misdirected(), DiskFault.WRITE_MISDIRECTED)) {
        target = entropy.below(sectors) * MemoryFile.SECTOR + position % MemoryFile.SECTOR;
      }
      file.write(target, source, offset, length);
      if (length > 0 && strikes(faults.flipped(), DiskFault.BIT_FLIPPED)) {
        file.flipBit(target * 8L + entropy.below(length * 8L));
      }
      if (length > 0 && faults.unreadable() > 0 && entropy.chance(faults.unreadable())) {
        file.makeUnreadable((target + entropy.below(length)) / MemoryFile.SECTOR);
      }
    }

    @Override
    public void allocate(long size) throws IOException {
      check();
      if (!room(size)) {
        throw full(size);
      }
      file.allocate(Math.toIntExact(size));
    }

    @Override
    public void truncate(long size) {
      check();
      file.truncate(Math.toIntExact(size));
    }

    @Override
    public void sync() throws IOException {
      check();
      try {
        maybeFailSync(name);
      } catch (SyncFailedException e) {
        file.failSync();
        throw e;
      }
      file.sync();
    }

    @Override
    public void close() {}

    private boolean room(long end) {
      return end <= file.size() || end - file.size() <= usableBytes();
    }

    private DiskFullException full(long bytes) {
      count(DiskFault.DISK_FULL, 1);
      return new DiskFullException("no room for %d bytes in %s".formatted(bytes, name));
    }

    private void check() {
      Invariant.check(opened == crashes, "file %s was opened before the crash", name);
    }
  }
}
