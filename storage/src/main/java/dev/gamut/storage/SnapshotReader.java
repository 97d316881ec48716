package dev.gamut.storage;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Crc32c;
import java.util.List;
import java.util.function.Consumer;

/// Reads a partition's data out of a view, as chunks of bounded size that [SnapshotInstaller]
/// takes.
///
/// Chunk, format 1: `crc32c u32 of what follows · format u8 = 1 · count varint · (key · value)*`,
/// keys and values with their lengths as varints.
public final class SnapshotReader {
  static final int FORMAT = 1;

  private final Store.View view;
  private final List<Store.Range> ranges;
  private final int chunkBytes;
  private int range;
  private Bytes from = Bytes.EMPTY;

  /// @param last whether this is the end of the snapshot
  public record Chunk(Bytes data, boolean last) {}

  /// @param view is closed with this reader
  /// @param ranges in which the partition's data lies
  /// @param chunkBytes of entries in one chunk; one entry may be larger
  public SnapshotReader(Store.View view, List<Store.Range> ranges, int chunkBytes) {
    this.view = view;
    this.ranges = List.copyOf(ranges);
    this.chunkBytes = chunkBytes;
  }

  /// Reads the next chunk; one at a time.
  public void next(Consumer<Chunk> answer) {
    Store.Range now = ranges.get(range);
    Bytes start = from.isEmpty() ? now.from() : from;
    view.scan(
        new Store.Range(start, now.to(), Integer.MAX_VALUE, chunkBytes),
        page -> {
          Bytes next = page.next();
          if (next == null) {
            range++;
            from = Bytes.EMPTY;
          } else {
            from = next;
          }
          answer.accept(new Chunk(encode(page.entries()), range == ranges.size()));
        });
  }

  private static Bytes encode(List<Store.Entry> entries) {
    ByteWriter out = new ByteWriter(1024).i32(0).u8(FORMAT).varint(entries.size());
    for (Store.Entry entry : entries) {
      out.bytes(entry.key()).bytes(entry.value());
    }
    out.patchI32(0, Crc32c.of(out.array(), 4, out.size() - 4));
    return out.take();
  }

  public void close() {
    view.close();
  }
}
