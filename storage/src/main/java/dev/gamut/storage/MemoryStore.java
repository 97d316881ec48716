package dev.gamut.storage;

import static dev.gamut.base.Invariant.check;
import static dev.gamut.base.Invariant.require;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.CopyOnWriteTree.Snapshot;
import dev.gamut.world.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The store in memory: the simulator's, where it loses at a crash what a disk may lose, and an
/// embedded node's. The same calls give the same answers in the same turns.
///
/// What "survives" is a snapshot of the tree, taken when a flush begins and counted as durable when
/// it completes, plus the batches written since. So a write costs nothing for the crash that may
/// come, and a crash goes back to the snapshot and applies some of the batches again.
///
/// A crash or a close ends this object: its answers under way never come and every further call is
/// a defect of the caller, as with a process that is gone. [#reopen] is the next process.
public final class MemoryStore implements Store {
  /// When a flush that was begun completes.
  public enum Flushing {
    /// Before the call returns.
    AT_ONCE,
    /// In a later turn.
    NEXT_TURN,
    /// When [#completeFlush] is called.
    WHEN_TOLD
  }

  /// @param writeBufferBytes what is written before a flush begins by itself
  public record Options(Flushing flushing, long writeBufferBytes) {
    public Options {
      require(writeBufferBytes > 0, "write buffer not positive: %d", writeBufferBytes);
    }

    public static Options of(Flushing flushing) {
      return new Options(flushing, 16 << 20);
    }
  }

  private record Written(long sequence, List<Batch.Change> changes) {}

  private record Flush(long sequence, Snapshot state) {}

  private record Waiter(long sequence, Runnable task) {}

  private final Loop loop;
  private final Options options;
  private final CopyOnWriteTree tree;
  private final ArrayDeque<Written> unflushed = new ArrayDeque<>();
  private final ArrayDeque<Flush> flushes = new ArrayDeque<>();
  private final ArrayDeque<Waiter> waitingForFlush = new ArrayDeque<>();
  private final Queue<Runnable> waitingForWritable = new ArrayDeque<>();
  private final List<Consumer<Condition>> listeners = new ArrayList<>();
  private Snapshot flushed;
  private long flushedSequence;
  private long flushBegun;
  private long sequence;
  private long bytesSinceFlushBegun;
  private long lateAnswers;
  private int viewsOpen;
  private boolean readsLate;
  private Condition condition = new Condition.Healthy();
  private boolean stalled;
  private boolean ended;

  public MemoryStore(Loop loop, Options options) {
    this(loop, options, new CopyOnWriteTree(), 0);
  }

  private MemoryStore(Loop loop, Options options, CopyOnWriteTree tree, long sequence) {
    this.loop = loop;
    this.options = options;
    this.tree = tree;
    this.sequence = sequence;
    flushed = tree.snapshot();
    flushedSequence = sequence;
    flushBegun = sequence;
  }

  /// What the next process finds after a [#crash] or a [#close] of this one.
  public MemoryStore reopen(Loop newLoop) {
    check(ended, "reopened while open");
    return new MemoryStore(newLoop, options, tree, sequence);
  }

  @Override
  public void get(Bytes key, Consumer<@Nullable Bytes> answer) {
    answer(() -> tree.get(key), answer);
  }

  @Override
  public void scan(Range range, Consumer<Page> answer) {
    answer(() -> tree.scan(range), answer);
  }

  /// A late answer may or may not hold what was written meanwhile: in turn, it does and does not.
  private <T extends @Nullable Object> void answer(Supplier<T> read, Consumer<T> answer) {
    checkOpen();
    if (!readsLate) {
      answer.accept(read.get());
      return;
    }
    T early = read.get();
    boolean answerEarly = (lateAnswers++ & 1) == 0;
    later(() -> answer.accept(answerEarly ? early : read.get()));
  }

  /// What is in a range, at once, however late reads are: for whoever judges a simulated store from
  /// outside.
  public Page look(Range range) {
    return tree.scan(range);
  }

  @Override
  public long write(Batch batch) {
    checkOpen();
    if (stalled) {
      return STALLED;
    }
    if (batch.isEmpty()) {
      return sequence;
    }
    sequence++;
    List<Batch.Change> changes = List.copyOf(batch.changes());
    unflushed.add(new Written(sequence, changes));
    apply(changes);
    bytesSinceFlushBegun += batch.sizeBytes();
    if (bytesSinceFlushBegun >= options.writeBufferBytes()) {
      flush();
    }
    return sequence;
  }

  /// With late answers, in turn: written at once and told later, and written as late as told.
  @Override
  public void writeBeside(Supplier<Batch> batch, LongConsumer written) {
    if (!readsLate) {
      written.accept(write(batch.get().copy()));
    } else if ((lateAnswers++ & 1) == 0) {
      long early = write(batch.get().copy());
      later(() -> written.accept(early));
    } else {
      later(() -> written.accept(write(batch.get().copy())));
    }
  }

  private void apply(List<Batch.Change> changes) {
    for (Batch.Change change : changes) {
      Bytes value = change.value();
      Bytes end = change.end();
      if (end != null) {
        tree.deleteRange(change.key(), end);
      } else if (value != null) {
        tree.put(change.key().unshared(), value.unshared());
      } else {
        tree.delete(change.key());
      }
    }
  }

  @Override
  public void onWritable(Runnable task) {
    checkOpen();
    if (stalled) {
      waitingForWritable.add(task);
    } else {
      later(task);
    }
  }

  @Override
  public long flushedSequence() {
    checkOpen();
    return flushedSequence;
  }

  @Override
  public void flush() {
    checkOpen();
    if (flushBegun == sequence) {
      return;
    }
    flushBegun = sequence;
    bytesSinceFlushBegun = 0;
    flushes.add(new Flush(sequence, tree.snapshot()));
    switch (options.flushing()) {
      case AT_ONCE -> completeFlush();
      case NEXT_TURN -> later(this::completeFlush);
      case WHEN_TOLD -> {}
    }
  }

  @Override
  public void flush(Runnable task) {
    flush();
    if (flushedSequence >= sequence) {
      later(task);
    } else {
      waitingForFlush.add(new Waiter(sequence, task));
    }
  }

  /// Completes the flush that was begun first; returns whether there was one.
  public boolean completeFlush() {
    checkOpen();
    Flush flush = flushes.poll();
    if (flush == null) {
      return false;
    }
    flushed = flush.state();
    flushedSequence = flush.sequence();
    while (!unflushed.isEmpty() && unflushed.element().sequence() <= flushedSequence) {
      unflushed.remove();
    }
    while (!waitingForFlush.isEmpty() && waitingForFlush.element().sequence() <= flushedSequence) {
      later(waitingForFlush.remove().task());
    }
    return true;
  }

  /// Begins or ends a stall: writes are refused from now on, or possible again.
  public void stall(boolean stall) {
    checkOpen();
    stalled = stall;
    while (!stalled && !waitingForWritable.isEmpty()) {
      later(waitingForWritable.remove());
    }
  }

  /// From now on reads are answered in a later turn, or at once (again).
  public void readsLate(boolean late) {
    checkOpen();
    readsLate = late;
  }

  /// Tells the node of a condition. Being full stalls writes, getting healthy ends that.
  public void become(Condition condition) {
    checkOpen();
    this.condition = condition;
    stall(!(condition instanceof Condition.Healthy));
    for (Consumer<Condition> listener : listeners) {
      later(() -> listener.accept(condition));
    }
  }

  @Override
  public void onCondition(Consumer<Condition> listener) {
    checkOpen();
    listeners.add(listener);
    Condition now = condition;
    if (!(now instanceof Condition.Healthy)) {
      later(() -> listener.accept(now));
    }
  }

  @Override
  public View view() {
    checkOpen();
    return new MemoryView(tree.snapshot());
  }

  private final class MemoryView implements View {
    private final Snapshot snapshot;
    private boolean closed;

    MemoryView(Snapshot snapshot) {
      this.snapshot = snapshot;
      viewsOpen++;
    }

    @Override
    public void scan(Range range, Consumer<Page> answer) {
      checkOpen();
      check(!closed, "scan of a closed view");
      later(
          () -> {
            if (!closed) {
              answer.accept(snapshot.scan(range));
            }
          });
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        viewsOpen--;
      }
    }
  }

  /// Stops as a process that is killed: of the batches not yet flushed a random suffix is lost.
  public void crash(Entropy entropy) {
    checkOpen();
    crashKeeping(entropy.below(unflushed.size() + 1));
  }

  /// Stops as a process that is killed, with the first `count` of the batches not yet flushed on
  /// disk: for tests that try them all.
  public void crashKeeping(int count) {
    checkOpen();
    check(count <= unflushed.size(), "%d batches to keep of %d", count, unflushed.size());
    ended = true;
    tree.restore(flushed);
    sequence = flushedSequence;
    for (int i = 0; i < count; i++) {
      Written written = unflushed.remove();
      apply(written.changes());
      sequence = written.sequence();
    }
  }

  /// How many batches a crash could lose now.
  public int unflushedCount() {
    return unflushed.size();
  }

  @Override
  public void close() {
    if (!ended) {
      check(viewsOpen == 0, "closed with %d views open", viewsOpen);
      crashKeeping(0);
    }
  }

  private void later(Runnable task) {
    loop.post(
        () -> {
          if (!ended) {
            task.run();
          }
        });
  }

  private void checkOpen() {
    check(!ended, "the store is used after its end");
  }
}
