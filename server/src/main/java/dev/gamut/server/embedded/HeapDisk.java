package dev.gamut.server.embedded;

import dev.gamut.base.Invariant;
import dev.gamut.world.Disk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// Files in the heap, for nodes that keep nothing. The journal runs over it as over a real disk, in
/// the same order and with the same syncs, which have nothing to do. What is allocated and not yet
/// written costs nothing: a file holds only the chunks that were. From any thread.
final class HeapDisk implements Disk {
  private static final int CHUNK_SIZE = 64 << 10;

  private final TreeMap<String, Content> names = new TreeMap<>();

  @Override
  public synchronized List<String> list() {
    return List.copyOf(names.keySet());
  }

  @Override
  public synchronized File open(String name) {
    return new Handle(names.computeIfAbsent(checked(name), _ -> new Content()));
  }

  @Override
  public synchronized boolean exists(String name) {
    return names.containsKey(checked(name));
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    remove(name);
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    names.put(checked(to), remove(from));
  }

  private static String checked(String name) {
    Invariant.require(
        !name.isEmpty() && !name.startsWith(".") && name.indexOf('/') < 0 && name.indexOf(0) < 0,
        "not a plain file name: %s",
        name);
    return name;
  }

  private Content remove(String name) throws IOException {
    Content content = names.remove(checked(name));
    if (content == null) {
      throw new FileNotFoundException(name + " is not there");
    }
    return content;
  }

  @Override
  public void syncDirectory() {}

  @Override
  public long usableBytes() {
    return Runtime.getRuntime().maxMemory();
  }

  /// What a file holds, in chunks that are null where nothing but zeros was ever written.
  private static final class Content {
    private final ArrayList<byte[]> chunks = new ArrayList<>();
    private long size;

    synchronized long size() {
      return size;
    }

    synchronized int read(long position, byte[] target, int offset, int length) {
      int count = (int) Math.max(0, Math.min(length, size - position));
      for (int done = 0; done < count; ) {
        int within = (int) ((position + done) % CHUNK_SIZE);
        int part = Math.min(count - done, CHUNK_SIZE - within);
        byte[] chunk = chunk(position + done);
        if (chunk.length == 0) {
          java.util.Arrays.fill(target, offset + done, offset + done + part, (byte) 0);
        } else {
          System.arraycopy(chunk, within, target, offset + done, part);
        }
        done += part;
      }
      return count;
    }

    synchronized void write(long position, byte[] source, int offset, int length) {
      resize(Math.max(size, position + length));
      for (int done = 0; done < length; ) {
        int within = (int) ((position + done) % CHUNK_SIZE);
        int part = Math.min(length - done, CHUNK_SIZE - within);
        System.arraycopy(source, offset + done, writable(position + done), within, part);
        done += part;
      }
    }

    /// Makes every byte zero.
    synchronized void allocate(long newSize) {
      resize(0);
      resize(newSize);
    }

    synchronized void resize(long newSize) {
      Invariant.require(newSize >= 0, "a file of %d bytes", newSize);
      int count = Math.toIntExact((newSize + CHUNK_SIZE - 1) / CHUNK_SIZE);
      while (chunks.size() > count) {
        chunks.removeLast();
      }
      int within = (int) (newSize % CHUNK_SIZE);
      if (newSize < size && within > 0 && chunks.getLast().length > 0) {
        java.util.Arrays.fill(chunks.getLast(), within, CHUNK_SIZE, (byte) 0);
      }
      while (chunks.size() < count) {
        chunks.add(EMPTY);
      }
      size = newSize;
    }

    private static final byte[] EMPTY = new byte[0];

    private byte[] chunk(long position) {
      return chunks.get((int) (position / CHUNK_SIZE));
    }

    private byte[] writable(long position) {
      byte[] chunk = chunk(position);
      if (chunk.length == 0) {
        chunk = new byte[CHUNK_SIZE];
        chunks.set((int) (position / CHUNK_SIZE), chunk);
      }
      return chunk;
    }
  }

  private record Handle(Content content) implements File {
    @Override
    public long size() {
      return content.size();
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, target.length);
      return content.read(position, target, offset, length);
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, source.length);
      if (length > 0) {
        content.write(position, source, offset, length);
      }
    }

    @Override
    public void allocate(long size) {
      content.allocate(size);
    }

    @Override
    public void truncate(long size) {
      content.resize(size);
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
  }
}
