package dev.gamut.protocol.raft;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import org.jspecify.annotations.Nullable;

/// What a majority of the voters agrees on. Members have slots: voters first, in the order of the
/// membership.
///
/// This is the one place that knows what a majority is. Joint consensus (Raft §4.3) would put a
/// second set of voters here, and let [#agreed] be the lesser and [#reached] the conjunction of the
/// two; nothing else counts.
final class Quorum {
  private final NodeId[] nodes;
  private final int voters;
  private final long[] sorted;
  private final int self;

  Quorum(Membership membership, NodeId self) {
    voters = membership.voters().size();
    nodes = new NodeId[voters + membership.learners().size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = i < voters ? membership.voters().get(i) : membership.learners().get(i - voters);
    }
    Invariant.require(nodes.length < Long.SIZE, "%d members", nodes.length);
    sorted = new long[voters];
    this.self = slotOf(self);
  }

  /// How many members there are.
  int size() {
    return nodes.length;
  }

  int self() {
    return self;
  }

  NodeId node(int slot) {
    return nodes[slot];
  }

  boolean isVoter(int slot) {
    return slot >= 0 && slot < voters;
  }

  /// Whether this replica needs nobody else.
  boolean isSelfEnough() {
    return voters == 1 && isVoter(self);
  }

  /// -1 for a node that is no member.
  int slotOf(@Nullable NodeId node) {
    for (int i = 0; i < nodes.length; i++) {
      if (nodes[i].equals(node)) {
        return i;
      }
    }
    return -1;
  }

  /// The largest value that a majority of the voters has reached, given each member's.
  long agreed(long[] values) {
    for (int i = 0; i < voters; i++) {
      long value = values[i];
      int place = i;
      while (place > 0 && sorted[place - 1] > value) {
        sorted[place] = sorted[place - 1];
        place--;
      }
      sorted[place] = value;
    }
    return sorted[voters - majority()];
  }

  /// Whether these members, one bit a slot, hold a majority of the voters.
  boolean reached(long slots) {
    return Long.bitCount(slots & ((1L << voters) - 1)) >= majority();
  }

  private int majority() {
    return voters / 2 + 1;
  }
}
