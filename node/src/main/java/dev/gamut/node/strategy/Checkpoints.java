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
  private long newestSequence;
  private Position newest;
  private Position flushed;

  /// The first index that is worth a point.
  private long nextIndex;

  private record Checkpoint(long sequence, Position position) {}

  /// @param start is in the store, and flushed
  Checkpoints(Position start) {
    newest = start;
    flushed = start;
  }

  /// The store took a batch with everything up to a position.
  void wrote(long sequence, Position position) {
    newestSequence = sequence;
    newest = position;
    if (position.index() >= nextIndex) {
      nextIndex = position.index() + STEP;
      points.add(new Checkpoint(sequence, position));
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
    if (newestSequence <= flushedSequence) {
      flushed = newest;
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
    if (points.isEmpty()) {
      nextIndex = 0;
    }
    return best;
  }
}
