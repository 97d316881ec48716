package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import dev.gamut.world.Loop;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the loops, timers and side jobs ask of the journal's thread.
sealed interface Order {
  /// An appender has come.
  record Joined(LoopAppender appender) implements Order {}

  /// A batch of an appender, the `number`th of it.
  record Piece(LoopAppender appender, long number, BatchBuffer batch) implements Order {}

  record KeepFrom(long group, Holder holder, long index) implements Order {}

  /// @param attempts how often it may still be tried when the first entry cannot be read
  record Fetch(EntryFetch.Range range, Loop replyTo, Consumer<List<Bytes>> answer, int attempts)
      implements Order {
    Fetch again() {
      return new Fetch(range, replyTo, answer, attempts - 1);
    }
  }

  /// A reader could not read an entry where the index said it was.
  record Suspected(long group, long index, long place) implements Order {}

  /// Time has passed: the idle journal writes its mark, the full one looks for space.
  record Tick() implements Order {}

  /// A segment was made, or could not be.
  record Created(@Nullable Segment segment) implements Order {}

  record Deleted(Segment segment, boolean done) implements Order {}
}
