package dev.gamut.storage;

import static dev.gamut.base.Invariant.check;
import static dev.gamut.base.Invariant.require;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store.Entry;
import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads a partition's snapshot from a view, chunk by chunk, as fast as it is asked for: it holds
/// one chunk at a time. Made, asked and closed on the loop of the store.
public final class SnapshotReader implements AutoCloseable {
  /// What is sent: the encoded chunk, and whether it was the last.
  public record Chunk(Bytes data, boolean last) {}

  private static final int ENTRIES_MAX = 1 << 16;

  private final Store.View view;
  private final List<KeyRange> ranges;
  private final int chunkBytes;
  private final List<Entry> gathered = new ArrayList<>();
  private int gatheredBytes;
  private int rangeIndex;
  private Bytes from;
  private int number;
  private boolean reading;
  private boolean ended;

  /// @param view belongs to the reader from now on, which closes it
  /// @param ranges of the partition's data: each with an end, and none overlapping another
  /// @param chunkBytes of keys and values in a chunk, exceeded by at most one entry. A chunk is
  ///   written as one batch where it is installed, so it also bounds how long that takes the loop
  public SnapshotReader(Store.View view, List<Range> ranges, int chunkBytes) {
    require(chunkBytes > 0, "chunk not positive: %d", chunkBytes);
    this.view = view;
    this.ranges = KeyRange.inOrder(ranges);
    this.chunkBytes = chunkBytes;
    from = this.ranges.getFirst().from();
  }

  /// Asks for the next chunk; not before the one before was answered, nor after the last.
  public void next(Consumer<Chunk> answer) {
    check(!reading, "a chunk is asked for while one is being read");
    check(!ended, "a chunk is asked for after the last");
    reading = true;
    read(answer);
  }

  private void read(Consumer<Chunk> answer) {
    Range range =
        new Range(
            from,
            ranges.get(rangeIndex).to(),
            ENTRIES_MAX - gathered.size(),
            chunkBytes - gatheredBytes);
    view.scan(range, page -> gather(page, answer));
  }

  private void gather(Page page, Consumer<Chunk> answer) {
    gathered.addAll(page.entries());
    for (Entry entry : page.entries()) {
      gatheredBytes += entry.key().length() + entry.value().length();
    }
    Bytes next = page.next();
    if (next != null) {
      from = next;
      answer(answer);
    } else if (rangeIndex + 1 == ranges.size()) {
      ended = true;
      answer(answer);
    } else {
      rangeIndex++;
      from = ranges.get(rangeIndex).from();
      if (isFull()) {
        answer(answer);
      } else {
        read(answer);
      }
    }
  }

  private boolean isFull() {
    return gatheredBytes >= chunkBytes || gathered.size() >= ENTRIES_MAX;
  }

  private void answer(Consumer<Chunk> answer) {
    Bytes data = new SnapshotChunk(number, ended, gathered).encode();
    number++;
    gathered.clear();
    gatheredBytes = 0;
    reading = false;
    answer.accept(new Chunk(data, ended));
  }

  /// Ends the reader and its view; a chunk not yet answered never is.
  @Override
  public void close() {
    ended = true;
    view.close();
  }
}
