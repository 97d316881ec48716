package dev.gamut.protocol.raft;

import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What a leader knows of the other members, by their slots; empty while this replica does not
/// lead.
final class Followers {
  private final Quorum quorum;

  /// This replica itself is not there.
  private final @Nullable Progress[] all;

  /// For counting, by slot.
  private final long[] values;

  Followers(Quorum quorum) {
    this.quorum = quorum;
    all = new Progress[quorum.size()];
    values = new long[all.length];
  }

  /// Begins anew: nobody is known to have anything up to `lastIndex`.
  void begin(long lastIndex, long nowNanos) {
    for (int slot = 0; slot < all.length; slot++) {
      boolean other = slot != quorum.self();
      all[slot] = other ? new Progress(quorum.node(slot), slot, lastIndex + 1, nowNanos) : null;
    }
  }

  void clear() {
    Arrays.fill(all, null);
  }

  boolean hasOthers() {
    return all.length > 1;
  }

  @Nullable Progress of(NodeId node) {
    int slot = quorum.slotOf(node);
    return slot < 0 ? null : all[slot];
  }

  void forEach(Consumer<Progress> task) {
    for (Progress follower : all) {
      if (follower != null) {
        task.accept(follower);
      }
    }
  }

  /// What a quorum of the voters has reached, of a value that only rises.
  ///
  /// @param own this replica's
  long agreed(ToLongFunction<Progress> value, long own) {
    for (int slot = 0; slot < all.length; slot++) {
      Progress follower = all[slot];
      values[slot] = follower == null ? own : value.applyAsLong(follower);
    }
    return quorum.agreed(values);
  }

  /// Up to where every one has the log.
  long slowestMatch() {
    long slowest = Long.MAX_VALUE;
    for (Progress follower : all) {
      if (follower != null) {
        slowest = Math.min(slowest, follower.matchIndex);
      }
    }
    return slowest;
  }

  List<FollowerStatus> statuses() {
    List<FollowerStatus> statuses = new ArrayList<>(all.length);
    forEach(
        follower ->
            statuses.add(
                new FollowerStatus(
                    follower.node,
                    quorum.isVoter(follower.slot),
                    follower.stage,
                    follower.matchIndex,
                    follower.contactNanos)));
    return statuses;
  }
}
