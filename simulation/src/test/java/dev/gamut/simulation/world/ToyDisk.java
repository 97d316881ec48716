package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The smallest disk that forgets: each file has what was written and what was synced.
final class ToyDisk implements Disk, MachineDisk {
  private final Map<String, byte[]> written = new TreeMap<>();
  private final Map<String, byte[]> synced = new TreeMap<>();
  private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
  private boolean syncFails;
  private boolean readFails;
  private boolean misdirects;
  private boolean full;

  @Override
  public Disk door() {
    return this;
  }

  @Override
  public void losePower(Entropy entropy) {
    if (written.entrySet().stream()
        .anyMatch(e -> !Arrays.equals(e.getValue(), synced.get(e.getKey())))) {
      count(FaultKind.UNSYNCED_WRITE_LOST, 1);
    }
    written.clear();
    synced.forEach((name, bytes) -> written.put(name, bytes.clone()));
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
  public void full(boolean newFull) {
    full = newFull;
  }

  @Override
  public boolean flipBit(Entropy entropy) {
    byte[] content = content("log");
    if (content.length == 0) {
      return false;
    }
    content[entropy.below(content.length)] ^= 1;
    count(FaultKind.BIT_FLIPPED, 1);
    return true;
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
    full = false;
  }

  @Override
  public long count(FaultKind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  private void count(FaultKind kind, long times) {
    counts.merge(kind, times, Long::sum);
  }

  byte[] content(String name) {
    return written.getOrDefault(name, new byte[0]);
  }

  @Override
  public List<String> list() {
    return new ArrayList<>(written.keySet());
  }

  @Override
  public File open(String name) {
    written.putIfAbsent(name, new byte[0]);
    return new ToyFile(name);
  }

  @Override
  public boolean exists(String name) {
    return written.containsKey(name);
  }

  @Override
  public void delete(String name) {
    written.remove(name);
    synced.remove(name);
  }

  @Override
  public void rename(String from, String to) {
    byte[] content = written.remove(from);
    if (content != null) {
      written.put(to, content);
    }
  }

  @Override
  public void syncDirectory() {}

  @Override
  public long usableBytes() {
    return Long.MAX_VALUE;
  }

  private final class ToyFile implements File {
    private final String name;

    ToyFile(String name) {
      this.name = name;
    }

    @Override
    public long size() {
      return content(name).length;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      if (readFails) {
        readFails = false;
        count(FaultKind.READ_FAILED, 1);
        throw new IOException("cannot read");
      }
      byte[] content = content(name);
      int count = (int) Math.max(0, Math.min(length, content.length - position));
      System.arraycopy(content, (int) position, target, offset, count);
      return count;
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      if (full) {
        count(FaultKind.DISK_FULL, 1);
        throw new DiskFullException("no room");
      }
      int at = misdirects ? 0 : (int) position;
      if (misdirects) {
        misdirects = false;
        count(FaultKind.WRITE_MISDIRECTED, 1);
      }
      byte[] content = content(name);
      int end = at + length;
      byte[] longer = Arrays.copyOf(content, Math.max(content.length, end));
      System.arraycopy(source, offset, longer, at, length);
      written.put(name, longer);
    }

    @Override
    public void allocate(long size) {
      written.put(name, Arrays.copyOf(content(name), (int) size));
    }

    @Override
    public void truncate(long size) {
      written.put(name, Arrays.copyOf(content(name), (int) size));
    }

    @Override
    public void sync() throws IOException {
      if (syncFails) {
        syncFails = false;
        count(FaultKind.SYNC_FAILED, 1);
        throw new SyncFailedException("cannot sync");
      }
      synced.put(name, content(name).clone());
    }

    @Override
    public void close() {}
  }
}
