package dev.gamut.storage;

import static dev.gamut.base.Invariant.check;
import static dev.gamut.base.Invariant.require;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.MalformedException;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Entry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Replaces a partition's data by a snapshot, so that a crash at any moment leaves the partition
/// wholly old, wholly new, or marked:
///
/// 1. [#begin] writes the mark, takes the applied position away, and waits until that survives a
///    crash; then deletes the old data.
/// 2. [#chunk] writes the new data, a batch a chunk.
/// 3. [#finish] writes the caller's records (the applied position among them) and takes the mark
///    away, in one batch, and waits until that survives a crash.
///
/// As a store keeps a prefix of its batches, the mark survives whenever anything after it does, and
/// it is gone only when all of the data is there. A partition found with the mark holds neither the
/// old state nor the new: it must not be served, must count in no quorum, and is installed again
/// from the start, as nothing of what was received is known to be whole.
///
/// Made and called on the loop of the store. Chunks may be handed over as they come, without
/// waiting for the answers to those before: everything is done one after the other. Writes that
/// stall are tried again by themselves.
public final class SnapshotInstaller {
  private static final Bytes NOTHING_TO_SAY = Bytes.wrap(new byte[] {1});

  private enum Received {
    NOTHING,
    CHUNKS,
    ALL,
    FINISH,
  }

  /// A step that goes on by calling what it is given.
  @FunctionalInterface
  public interface Step {
    void run(Runnable next);
  }

  private final Store store;
  private final Bytes mark;
  private final Bytes position;
  private final List<KeyRange> ranges;
  private final ArrayDeque<Step> waiting = new ArrayDeque<>();
  private Received received = Received.NOTHING;
  private boolean working;
  private boolean cancelled;
  private int nextNumber;
  private @Nullable Bytes lastKey;

  /// @param mark the key that says *installing*; outside of the ranges, and the installer's alone
  /// @param position the key of the applied position, which goes before the old data does
  /// @param ranges that the snapshot was read from: each with an end, and none overlapping another
  public SnapshotInstaller(Store store, Bytes mark, Bytes position, List<Store.Range> ranges) {
    this.store = store;
    this.mark = mark;
    this.position = position;
    this.ranges = KeyRange.inOrder(ranges);
    require(!isOurs(mark), "the mark %s lies in the snapshot", mark);
  }

  /// Asks whether an installation was begun and not finished.
  public static void isInstalling(Store store, Bytes mark, Consumer<Boolean> answer) {
    store.get(mark, found -> answer.accept(found != null));
  }

  /// Gives up the old data, once the mark survives a crash.
  public void begin(Runnable done) {
    begin(NOTHING_TO_SAY, Runnable::run, done);
  }

  /// Gives up the old data, once the mark survives a crash and `givingUp` has gone on: what else
  /// belonged to the old state may go there.
  ///
  /// @param said in the mark, for who finds it after a crash
  public void begin(Bytes said, Step givingUp, Runnable done) {
    receive(Received.NOTHING, Received.CHUNKS);
    Batch marked = new Batch().put(mark, said).delete(position);
    enqueue(next -> write(marked, next));
    enqueue(next -> flush(Defect.DELETE_BEFORE_DURABLE_MARK, next));
    enqueue(givingUp);
    enqueue(next -> write(deletion(), next));
    enqueueLast(done);
  }

  private Batch deletion() {
    Batch deletion = new Batch();
    if (!Defect.INSTALL_WITHOUT_WIPING.isPlanted()) {
      ranges.forEach(range -> deletion.deleteRange(range.from(), range.to()));
    }
    return deletion;
  }

  /// Takes the next chunk. Nothing of it is written when it is refused; the sender is then wrong,
  /// or something in between, and the installation must begin anew.
  ///
  /// @throws MalformedException when it is damaged, not the next, or holds other than the ranges
  public void chunk(Bytes data, Runnable done) throws MalformedException {
    check(received == Received.CHUNKS, "a chunk at %s", received);
    SnapshotChunk chunk = SnapshotChunk.decode(data);
    verify(chunk);
    nextNumber++;
    Batch batch = new Batch();
    for (Entry entry : chunk.entries()) {
      batch.put(entry.key(), entry.value());
      lastKey = entry.key();
    }
    receive(Received.CHUNKS, chunk.last() ? Received.ALL : Received.CHUNKS);
    enqueue(next -> write(batch, next));
    enqueueLast(done);
  }

  private void verify(SnapshotChunk chunk) throws MalformedException {
    if (chunk.number() != nextNumber) {
      throw new MalformedException(
          "snapshot chunk %d, expected %d".formatted(chunk.number(), nextNumber));
    }
    for (Entry entry : chunk.entries()) {
      if (!isOurs(entry.key())) {
        throw new MalformedException("a snapshot chunk holds a foreign key: " + entry.key());
      }
    }
    Bytes last = lastKey;
    if (last != null
        && !chunk.entries().isEmpty()
        && chunk.entries().getFirst().key().compareTo(last) <= 0) {
      throw new MalformedException("keys do not rise from one snapshot chunk to the next");
    }
  }

  private boolean isOurs(Bytes key) {
    for (KeyRange range : ranges) {
      if (range.contains(key)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the last chunk was taken, so that [#finish] may be called.
  public boolean isWhole() {
    return received == Received.ALL;
  }

  /// Makes the new state the partition's, together with `records`, and answers once that survives a
  /// crash. Only when [#isWhole].
  public void finish(Batch records, Runnable done) {
    receive(Received.ALL, Received.FINISH);
    if (Defect.UNMARK_APART_FROM_POSITION.isPlanted()) {
      enqueue(next -> write(new Batch().delete(mark), next));
      enqueue(next -> write(records, next));
    } else {
      enqueue(next -> write(records.delete(mark), next));
    }
    enqueue(next -> flush(Defect.TELL_INSTALLED_BEFORE_DURABLE, next));
    enqueueLast(done);
  }

  /// Gives up: nothing more is written and nothing more is answered. The partition stays marked, if
  /// it was.
  public void cancel() {
    cancelled = true;
    waiting.clear();
  }

  private void receive(Received expected, Received next) {
    check(received == expected, "%s expected, at %s", expected, received);
    check(!cancelled, "the installation was given up");
    received = next;
  }

  private void enqueueLast(Runnable done) {
    enqueue(
        next -> {
          done.run();
          next.run();
        });
  }

  private void enqueue(Step step) {
    waiting.add(step);
    if (!working) {
      goOn();
    }
  }

  private void goOn() {
    Step step = cancelled ? null : waiting.poll();
    working = step != null;
    if (step != null) {
      step.run(this::goOn);
    }
  }

  private void write(Batch batch, Runnable next) {
    if (cancelled) {
      return;
    }
    if (store.write(batch) == Store.STALLED) {
      store.onWritable(() -> write(batch, next));
    } else {
      next.run();
    }
  }

  private void flush(Defect skipped, Runnable next) {
    if (skipped.isPlanted()) {
      next.run();
    } else {
      store.flush(next);
    }
  }
}
