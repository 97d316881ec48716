package dev.gamut.simulation.world;

import dev.gamut.base.Bytes;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import dev.gamut.world.Loop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A process's opening of one of its machine's stores: the in-memory twin of a storage engine,
/// which flushes after a while, answers late or at once, and stalls now and then.
final class SimulatedStore implements Store {
  private static final long FLUSH_NANOS_MIN = 1_000_000;
  private static final long FLUSH_NANOS_MEAN = 20_000_000;

  private final SimulatedWorld world;
  private final Loop loop;
  private final Draws draws;
  private final MemoryStore memory;
  private final long writeBufferBytes;
  private long bytesSinceFlush;
  private boolean closed;
  private @Nullable Fault stall;

  SimulatedStore(SimulatedWorld world, Loop loop, Draws draws, MemoryStore memory) {
    this.world = world;
    this.loop = loop;
    this.draws = draws;
    this.memory = memory;
    this.writeBufferBytes = 1L << draws.between(10, 24);
    memory.readsLate(draws.chance(0.3));
  }

  static MemoryStore newMemory(Loop loop) {
    return new MemoryStore(
        loop, new MemoryStore.Options(MemoryStore.Flushing.WHEN_TOLD, Long.MAX_VALUE));
  }

  MemoryStore memory() {
    return memory;
  }

  /// The process has ended.
  void crash() {
    if (!closed) {
      closed = true;
      memory.crash(draws);
    }
  }

  void stall(@Nullable Fault fault) {
    if (!closed) {
      stall = fault;
      memory.stall(fault != null);
    }
  }

  void become(Condition condition) {
    loop.post(
        () -> {
          if (!closed) {
            memory.become(condition);
          }
        });
  }

  @Override
  public void get(Bytes key, Consumer<@Nullable Bytes> answer) {
    memory.get(key, answer);
  }

  @Override
  public void scan(Range range, Consumer<Page> answer) {
    memory.scan(range, answer);
  }

  @Override
  public long write(Batch batch) {
    long sequence = memory.write(batch);
    if (sequence == STALLED) {
      if (stall != null) {
        stall.fire();
      }
      return sequence;
    }
    batch.changes().forEach(this::fold);
    bytesSinceFlush += batch.sizeBytes();
    if (bytesSinceFlush >= writeBufferBytes) {
      flush();
    }
    return sequence;
  }

  @Override
  public void onWritable(Runnable task) {
    memory.onWritable(task);
  }

  @Override
  public long flushedSequence() {
    return memory.flushedSequence();
  }

  @Override
  public void flush() {
    memory.flush();
    completeLater();
  }

  @Override
  public void flush(Runnable task) {
    memory.flush(task);
    completeLater();
  }

  @Override
  public void onCondition(Consumer<Condition> listener) {
    memory.onCondition(listener);
  }

  @Override
  public View view() {
    return memory.view();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      memory.close();
    }
  }

  private void fold(Batch.Change change) {
    Bytes value = change.value();
    Bytes end = change.end();
    long hash = Trace.hash(change.key());
    hash = Trace.combine(hash, value == null ? 0 : Trace.hash(value));
    world.trace().fold(Trace.combine(hash, end == null ? 0 : Trace.hash(end)));
  }

  private void completeLater() {
    bytesSinceFlush = 0;
    long at = world.nowNanos() + FLUSH_NANOS_MIN + draws.exponential(FLUSH_NANOS_MEAN);
    world.schedule(
        at,
        new Event() {
          @Override
          boolean fire() {
            loop.post(SimulatedStore.this::complete);
            return false;
          }
        });
  }

  private void complete() {
    if (!closed) {
      memory.completeFlush();
    }
  }
}
