package dev.gamut.real.store;

import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// The reads of one loop that did not find what they needed in memory, on their way to the reader's
/// thread and back. At most one job is under way: what is asked meanwhile goes together in the
/// next, because waking a thread costs more than most reads.
///
/// Closing waits for the read that runs, then no read touches native memory any more: [#close] and
/// every read hold the same lock. A loop takes it only to close.
final class ReadQueue {
  private static final int READS_A_JOB_MAX = 32;

  /// A read: first asks, on the reader's thread, then answers, on the loop.
  interface Read {
    void run() throws RocksDBException;

    void answer();
  }

  private final Worker reader;
  private final Loop loop;
  private final Consumer<RocksDBException> failed;
  private final ArrayDeque<Read> waiting = new ArrayDeque<>();
  private final Object nativeMemory = new Object();
  private boolean underWay;

  /// Written under the lock, on the loop; so the loop reads it without.
  private boolean closed;

  ReadQueue(Worker reader, Loop loop, Consumer<RocksDBException> failed) {
    this.reader = reader;
    this.loop = loop;
    this.failed = failed;
  }

  /// From the loop.
  void add(Read read) {
    waiting.add(read);
    submit();
  }

  private void submit() {
    if (underWay || waiting.isEmpty() || closed) {
      return;
    }
    underWay = true;
    List<Read> reads = new ArrayList<>();
    while (reads.size() < READS_A_JOB_MAX && !waiting.isEmpty()) {
      reads.add(waiting.remove());
    }
    reader.submit(() -> run(reads), loop, result -> answer(reads, result));
  }

  /// How many of a job's reads ran, and why the next one did not.
  private record Outcome(int ran, @Nullable RocksDBException failure) {}

  private Outcome run(List<Read> reads) {
    for (int i = 0; i < reads.size(); i++) {
      synchronized (nativeMemory) {
        if (closed) {
          return new Outcome(i, null);
        }
        try {
          reads.get(i).run();
        } catch (RocksDBException e) {
          return new Outcome(i, e);
        }
      }
    }
    return new Outcome(reads.size(), null);
  }

  /// A read that failed is not answered, and those behind it are asked again.
  private void answer(List<Read> reads, Worker.Result<Outcome> result) {
    underWay = false;
    Outcome outcome = result.value();
    if (outcome == null) {
      // The reader refused the job because it has too many: ask again in a later turn.
      askAgain(reads);
      loop.post(this::submit);
      return;
    }
    for (int i = 0; i < outcome.ran() && !closed; i++) {
      reads.get(i).answer();
    }
    if (outcome.failure() != null && !closed) {
      askAgain(reads.subList(outcome.ran() + 1, reads.size()));
      failed.accept(outcome.failure());
    }
    submit();
  }

  private void askAgain(List<Read> reads) {
    reads.reversed().forEach(waiting::addFirst);
  }

  /// From the loop: runs `task` once no read touches native memory, nor ever will.
  void close(Runnable task) {
    synchronized (nativeMemory) {
      closed = true;
      waiting.clear();
      task.run();
    }
  }
}
