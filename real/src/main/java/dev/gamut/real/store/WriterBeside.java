package dev.gamut.real.store;

import dev.gamut.storage.Store.Batch;
import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// Writes batches on a worker's thread: to find the places of some thousand keys takes
/// milliseconds, which a loop has not.
final class WriterBeside {
  private final RocksDB database;
  private final WriteOptions options;
  private final Worker worker;
  private final Loop loop;
  private final Object nativeMemory = new Object();

  /// Under the lock.
  private boolean closed;

  /// The sequence of the last change in the database, or why nothing was written.
  record Outcome(long sequence, @Nullable RocksDBException failure) {}

  WriterBeside(RocksDB database, WriteOptions options, Worker worker, Loop loop) {
    this.database = database;
    this.options = options;
    this.worker = worker;
    this.loop = loop;
  }

  /// From the loop, and answers there; with null when the worker has too much to do.
  void write(Supplier<Batch> batch, Consumer<@Nullable Outcome> written) {
    worker.submit(
        () -> write(SerializedBatch.of(batch.get())),
        loop,
        result -> written.accept(outcomeOf(result)));
  }

  private static @Nullable Outcome outcomeOf(Worker.Result<Outcome> result) {
    Exception failure = result.failure();
    if (failure != null && !(failure instanceof RejectedExecutionException)) {
      throw new IllegalStateException("a batch could not be made", failure);
    }
    return result.value();
  }

  private Outcome write(byte @Nullable [] serialized) {
    synchronized (nativeMemory) {
      if (closed) {
        // Nobody hears of it any more.
        return new Outcome(0, null);
      }
      if (serialized != null) {
        try (WriteBatch nativeBatch = new WriteBatch(serialized)) {
          database.write(options, nativeBatch);
        } catch (RocksDBException e) {
          return new Outcome(0, e);
        }
      }
      return new Outcome(database.getLatestSequenceNumber(), null);
    }
  }

  /// From the loop: runs `task` once no write touches native memory, nor ever will.
  void close(Runnable task) {
    synchronized (nativeMemory) {
      closed = true;
      task.run();
    }
  }
}
