package dev.gamut.model;

import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is at stake when a replica of a leaderless partition is written off, to be rebuilt from the
/// others. Whatever was acknowledged W replicas have, and whatever was decided or promised a
/// majority; so nothing of that is lost as long as fewer than W, and no majority, are written off
/// at a time.
public final class WrittenOff {
  private WrittenOff() {}

  /// Why nobody would be left to rebuild it from; null if somebody is.
  public static @Nullable String nothingLeft(PartitionDescriptor partition, NodeId node) {
    return with(partition, node).size() < partition.replicas().size()
        ? null
        : partition.id() + " has no other replica that could be taken over";
  }

  /// Why something that was acknowledged or decided may be lost with it; null if nothing can be.
  public static @Nullable String risk(TableSpec spec, PartitionDescriptor partition, NodeId node) {
    String nothing = nothingLeft(partition, node);
    if (nothing != null) {
      return nothing;
    }
    List<NodeId> gone = with(partition, node);
    int majority = partition.replicas().size() / 2 + 1;
    if (gone.size() >= majority) {
      return String.format(
          "%s of %d replicas of %s would be written off: what they decided may be nowhere else",
          gone, partition.replicas().size(), partition.id());
    }
    return gone.size() < spec.quorums().write() || spec.quorums().conditionalOnly()
        ? null
        : String.format(
            "writes of %s are acknowledged with W=%d: what %s had may be nowhere else",
            partition.id(), spec.quorums().write(), gone);
  }

  private static List<NodeId> with(PartitionDescriptor partition, NodeId node) {
    List<NodeId> gone = new ArrayList<>(partition.peers().rebuilding());
    Move move = partition.peers().move();
    if (move != null && move.lost() && !gone.contains(move.from())) {
      gone.add(move.from());
    }
    if (!gone.contains(node)) {
      gone.add(node);
    }
    return gone;
  }
}
