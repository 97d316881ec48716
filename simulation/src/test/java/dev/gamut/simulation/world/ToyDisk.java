package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import dev.gamut.world.Disk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The smallest disk that forgets: each file has what was written and what was synced.
final class ToyDisk implements Disk, SimulatedMachine.PowerLossDisk {
  private final Map<String, byte[]> written = new TreeMap<>();
  private final Map<String, byte[]> synced = new TreeMap<>();

  @Override
  public Disk door() {
    return this;
  }

  @Override
  public void losePower(Entropy entropy) {
    written.clear();
    synced.forEach((name, bytes) -> written.put(name, bytes.clone()));
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
    public int read(long position, byte[] target, int offset, int length) {
      byte[] content = content(name);
      int count = (int) Math.max(0, Math.min(length, content.length - position));
      System.arraycopy(content, (int) position, target, offset, count);
      return count;
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) {
      byte[] content = content(name);
      int end = (int) position + length;
      byte[] longer = Arrays.copyOf(content, Math.max(content.length, end));
      System.arraycopy(source, offset, longer, (int) position, length);
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
    public void sync() {
      synced.put(name, content(name).clone());
    }

    @Override
    public void close() {}
  }
}
