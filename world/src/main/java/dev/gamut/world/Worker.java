package dev.gamut.world;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The door to work that blocks: one thread beside the loops (the journal's, or a reader's). Jobs
/// run one at a time in the order of submission, and their answers come back to the loop in that
/// order.
public interface Worker {
  /// Runs the job on the worker, then `done` on the loop, with what it returned or threw. A job
  /// that throws an error (not an exception) ends the node.
  <T> void submit(Job<T> job, Loop replyTo, Consumer<Result<T>> done);

  /// Something that may block and may fail.
  interface Job<T> {
    T run() throws Exception;
  }

  /// What came of a job: either a value or a failure.
  record Result<T>(@Nullable T value, @Nullable Exception failure) {
    /// The value of a job that succeeded.
    @SuppressWarnings("NullAway") // A job that returns nothing returns null to those who ignore it.
    public T get() {
      if (failure != null) {
        throw new IllegalStateException("the job failed", failure);
      }
      return value;
    }
  }
}
