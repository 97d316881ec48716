package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;
import dev.gamut.world.Clock;
import dev.gamut.world.Disk;
import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// The journal of a node: every record of every group, in one sequence.
public final class Journal implements AutoCloseable {
  /// What the journal needs of the world.
  ///
  /// @param writer writes and syncs; nobody else should use it
  /// @param reader reads entries back and prepares segments; may be shared, and may be the writer
  public record Doors(Disk disk, Worker writer, Worker reader, Clock clock) {}

  private Journal() {}

  @SuppressWarnings("TypeParameterUnusedInFormals") // Goes with the first behaviour.
  private static <T> T notYet() {
    throw new UnsupportedOperationException("not yet");
  }

  /// Reads and checks everything; blocks. The disk may hold other files: the journal's begin with
  /// `journal-`.
  public static Recovered open(Doors doors, JournalConfig config) throws IOException {
    return notYet();
  }

  /// A loop's way in; from that loop, once.
  public Appender appender(Loop loop, JournalListener listener) {
    return notYet();
  }

  /// Reads entries from `fromIndex` on, as many as fit in `bytesMax` but at least one; from any
  /// loop. The answer is empty when the first of them is not (or no longer) there, or cannot be
  /// read (then the listeners hear of the damage). Sees what was committed before by the same loop.
  public void read(
      PartitionId group,
      long fromIndex,
      long toExclusive,
      int bytesMax,
      Loop replyTo,
      Consumer<List<Bytes>> answer) {
    notYet();
  }

  /// The same, blocking, for the start of a node: only before the first appender is made.
  public List<Bytes> readNow(PartitionId group, long fromIndex, long toExclusive, int bytesMax)
      throws IOException {
    return notYet();
  }

  /// Says that a holder needs a group's entries from an index on and none below; from any thread.
  /// `Long.MAX_VALUE`: it needs none. Marks only rise. Entries below the lowest mark may vanish at
  /// any time. A holder that has said nothing since the journal was opened needs everything.
  public void keepFrom(PartitionId group, Holder holder, long index) {
    notYet();
  }

  /// From any thread; as of the last write.
  public JournalStats stats() {
    return notYet();
  }

  /// Ends the journal once the loops and workers have stopped.
  @Override
  public void close() throws IOException {}
}
