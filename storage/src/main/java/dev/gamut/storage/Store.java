package dev.gamut.storage;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The door to applied state: an ordered map of bytes. It keeps no log of its own; what it has not
/// flushed when the node stops is applied again from the journal, which is why every batch carries
/// the applied position of its partition along with the data.
///
/// After a crash it holds every batch up to some sequence, whole and in order, and none beyond: at
/// least up to [#flushedSequence], at most up to the last one written.
///
/// A store belongs to one loop: it is called from there and answers there. Writes are seen by every
/// later read. Answers to reads come at once, before the call returns, mostly when they are in
/// memory, and otherwise later, after answers that were asked for later perhaps; a late answer may
/// or may not hold what was written since it was asked for. A read that fails, because the disk
/// failed or lies, is never answered: the [Condition] tells, and the node must stop serving from
/// this store.
public interface Store extends AutoCloseable {
  /// Asks for the value of a key: null when there is none.
  void get(Bytes key, Consumer<@Nullable Bytes> answer);

  /// Asks for the entries from `range.from()` on, in key order, within the range's limits.
  void scan(Range range, Consumer<Page> answer);

  /// Applies a batch as one step. Returns its sequence, which rises by every batch; or [#STALLED]
  /// when the store cannot keep up (then nothing was written: try again when [#onWritable] calls).
  /// An empty batch writes nothing and returns the sequence before it. The batch must not be
  /// changed afterwards.
  long write(Batch batch);

  /// Applies a batch as [#write] does, but a large one may be made and written beside the loop;
  /// calls with what [#write] would return, at once or in a later turn. Until then nothing else may
  /// be written, reads and flushes may or may not reach the batch, and views hold all of it or
  /// nothing.
  ///
  /// @param batch called once, on any thread; the arrays behind its keys and values may change once
  ///   `written` was called
  default void writeBeside(Supplier<Batch> batch, LongConsumer written) {
    written.accept(write(batch.get().copy()));
  }

  /// Calls once, in a later turn, when writing may go on after a stall.
  void onWritable(Runnable task);

  /// Every batch up to this sequence survives a crash. Sequences of one opening of a store mean
  /// nothing to the next.
  long flushedSequence();

  /// Starts to flush what is in memory, without waiting; [#flushedSequence] tells when it is done.
  void flush();

  /// Starts to flush, and calls in a later turn once everything written before this call survives a
  /// crash. Never calls when that never happens.
  void flush(Runnable flushed);

  /// Calls, in a later turn, at every change of condition, and now unless it is healthy: a store
  /// may be opened on a full disk.
  void onCondition(Consumer<Condition> listener);

  /// A view that later writes do not change, for sending snapshots. To be closed.
  View view();

  /// Ends the store, without flushing: what was not flushed may be lost, as in a crash. Answers not
  /// yet given never come. Views must have been closed before, and no call may follow.
  @Override
  void close();

  long STALLED = -1;

  /// How the store is, as far as the node must act upon it.
  sealed interface Condition {
    /// Everything works (again).
    record Healthy() implements Condition {}

    /// The disk is full: reads work, and writes go on or stall, as the room lasts that was kept for
    /// this; then they go on by themselves. The node should begin nothing that needs room.
    record Full(String message) implements Condition {}

    /// The disk failed, or holds what was never written: nothing more can be trusted to succeed.
    record Failed(String message) implements Condition {}
  }

  /// Where to scan, and how much at the most: it ends at the first of the three limits, but holds
  /// at least one entry when there is one.
  ///
  /// @param to exclusive; null for no end
  /// @param bytesMax of keys and values together
  record Range(Bytes from, @Nullable Bytes to, int countMax, int bytesMax) {
    public Range {
      require(countMax > 0, "count not positive: %d", countMax);
      require(bytesMax > 0, "bytes not positive: %d", bytesMax);
    }
  }

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

    /// Pages not yet answered never are.
    @Override
    void close();
  }

  /// Changes that take effect together, in their order.
  final class Batch {
    /// One change: a put when `value` is there, a delete when it is not, and a delete of [key, end)
    /// when `end` is there.
    public record Change(Bytes key, @Nullable Bytes value, @Nullable Bytes end) {}

    private final List<Change> changes = new ArrayList<>();
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

    /// Deletes every key in [from, to); nothing when that is empty.
    public Batch deleteRange(Bytes from, Bytes to) {
      changes.add(new Change(from, null, to));
      sizeBytes += from.length() + to.length();
      return this;
    }

    /// Adds changes that may be of other batches.
    public Batch addAll(Iterable<Change> others) {
      for (Change change : others) {
        changes.add(change);
        Bytes second = change.end() != null ? change.end() : change.value();
        sizeBytes += change.key().length() + (second == null ? 0 : second.length());
      }
      return this;
    }

    /// The same with keys and values of its own.
    public Batch copy() {
      Batch copy = new Batch();
      for (Change change : changes) {
        Bytes value = change.value();
        Bytes own = value == null ? null : value.copy();
        copy.changes.add(new Change(change.key().copy(), own, change.end()));
      }
      copy.sizeBytes = sizeBytes;
      return copy;
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
