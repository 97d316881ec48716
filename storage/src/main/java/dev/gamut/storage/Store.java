package dev.gamut.storage;

import dev.gamut.base.Bytes;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The door to applied state: an ordered map of bytes. It keeps no log of its own; what it has not
/// flushed when the node stops is applied again from the journal, which is why every batch carries
/// the applied position of its partition along with the data.
///
/// Writes are seen by every later read of the same loop. Answers to reads come at once, before the
/// call returns, when they are in memory, and otherwise later on the loop that asked.
public interface Store extends AutoCloseable {
  /// Asks for the value of a key: null when there is none.
  void get(Bytes key, Consumer<@Nullable Bytes> answer);

  /// Asks for the entries from `range.from()` on, in key order, within the range's limits.
  void scan(Range range, Consumer<Page> answer);

  /// Applies a batch as one step. Returns its sequence, which rises by every batch; or [#STALLED]
  /// when the store cannot keep up (then nothing was written: try again when [#onWritable] calls).
  long write(Batch batch);

  /// Calls once, on the caller's loop, when writing may go on after a stall.
  void onWritable(Runnable task);

  /// Every batch up to this sequence survives a crash.
  long flushedSequence();

  /// Starts to flush what is in memory, without waiting; [#flushedSequence] tells when it is done.
  void flush();

  /// A view that later writes do not change, for sending snapshots. To be closed.
  View view();

  @Override
  void close();

  long STALLED = -1;

  /// Where to scan, and how much at the most: it ends at the first of the three limits, but holds
  /// at least one entry when there is one.
  ///
  /// @param to exclusive; null for no end
  record Range(Bytes from, @Nullable Bytes to, int countMax, int bytesMax) {}

  /// @param next where to go on, or null when the range is finished
  record Page(List<Entry> entries, @Nullable Bytes next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  record Entry(Bytes key, Bytes value) {}

  /// A consistent reading of the whole store; pages come from a reader, never at once.
  interface View extends AutoCloseable {
    void scan(Range range, Consumer<Page> answer);

    @Override
    void close();
  }

  /// Changes that take effect together, in their order.
  final class Batch {
    /// One change: a put when `value` is there, a delete when it is not, and a delete of [key, end)
    /// when `end` is there.
    public record Change(Bytes key, @Nullable Bytes value, @Nullable Bytes end) {}

    private final List<Change> changes = new java.util.ArrayList<>();
    private long sizeBytes;

    public Batch put(Bytes key, Bytes value) {
      changes.add(new Change(key, value, null));
      sizeBytes += key.length() + value.length();
      return this;
    }

    public Batch delete(Bytes key) {
      changes.add(new Change(key, null, null));
      sizeBytes += key.length();
      return this;
    }

    public Batch deleteRange(Bytes from, Bytes to) {
      changes.add(new Change(from, null, to));
      sizeBytes += from.length() + to.length();
      return this;
    }

    public List<Change> changes() {
      return changes;
    }

    public long sizeBytes() {
      return sizeBytes;
    }

    public boolean isEmpty() {
      return changes.isEmpty();
    }
  }
}
