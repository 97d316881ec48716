package dev.gamut.storage.journal;

import java.util.ArrayDeque;
import java.util.List;

/// What was handed over and is not written yet, in order.
///
/// Small pieces leave together, as one batch: a write costs as much as the bytes of dozens.
final class WaitingPieces {
  private final ArrayDeque<Order.Piece> pieces = new ArrayDeque<>();
  private final BatchBuffer joined;
  private final int joinedBytesMax;
  private int joinedPieces;

  WaitingPieces(JournalConfig config) {
    joinedBytesMax = config.joinedBytesMax();
    joined = new BatchBuffer(config.blockBytes(), joinedBytesMax);
  }

  void add(Order.Piece piece) {
    pieces.add(piece);
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /// Whether something of the group waits: reading would not see it.
  boolean mentions(long group) {
    for (Order.Piece piece : pieces) {
      if (piece.batch().mentions(group)) {
        return true;
      }
    }
    return false;
  }

  /// What is to be written next; a piece alone is not copied.
  BatchBuffer nextBatch() {
    joined.clear();
    joinedPieces = 0;
    for (Order.Piece piece : pieces) {
      if (joined.length() + piece.batch().length() > joinedBytesMax) {
        break;
      }
      if (pieces.size() > 1) {
        joined.addAll(piece.batch());
      }
      joinedPieces++;
    }
    return joinedPieces > 1 ? joined : pieces.element().batch();
  }

  /// The batch of [#nextBatch] was written.
  void moveTo(List<Order.Piece> written) {
    for (int left = Math.max(1, joinedPieces); left > 0; left--) {
      written.add(pieces.remove());
    }
  }
}
