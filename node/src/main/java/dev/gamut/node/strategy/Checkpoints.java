package dev.gamut.node.strategy;

import dev.gamut.node.machine.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Positions of the log that were once applied, thinly spread: where a log may be cut, and up to
/// where the store has flushed.
final class Checkpoints {
  /// Entries between two that are kept.
  private static final int STEP = 64;

  private static final int COUNT_MAX = 1_024;

  private final ArrayDeque<Checkpoint> points = new ArrayDeque<>();
  private Checkpoint newest;
  private Position flushed;

  private record Checkpoint(long sequence, Position position) {}

  /// @param start is in the store, and flushed
  Checkpoints(Position start) {
    newest = new Checkpoint(0, start);
    flushed = start;
  }

  /// The store took a batch with everything up to a position.
  void wrote(long sequence, Position position) {
    newest = new Checkpoint(sequence, position);
    Checkpoint last = points.peekLast();
    if (last == null || position.index() - last.position().index() >= STEP) {
      points.add(newest);
      if (points.size() > COUNT_MAX) {
        thin();
      }
    }
  }

  /// Drops every second one; the first stays.
  private void thin() {
    List<Checkpoint> all = new ArrayList<>(points);
    points.clear();
    for (int i = 0; i < all.size(); i += 2) {
      points.add(all.get(i));
    }
  }

  /// The last position known to survive a crash.
  Position flushed(long flushedSequence) {
    if (newest.sequence() <= flushedSequence) {
      flushed = newest.position();
    }
    for (Checkpoint point : points) {
      if (point.sequence() <= flushedSequence && point.position().index() > flushed.index()) {
        flushed = point.position();
      }
    }
    return flushed;
  }

  /// The last position at or below an index that is kept; forgets those before it. Null for none.
  @org.jspecify.annotations.Nullable
  Position cut(long index) {
    Position best = flushed.index() <= index ? flushed : null;
    while (!points.isEmpty() && points.getFirst().position().index() <= index) {
      Position next = points.removeFirst().position();
      if (best == null || next.index() > best.index()) {
        best = next;
      }
    }
    return best;
  }
}
