package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A replica of a Raft group.
public final class Raft {
  public Raft(Start start, Now now, List<RaftEffect> effects) {}

  public void step(RaftEvent event, Now now, List<RaftEffect> effects) {
    effects.clear();
  }

  public Role role() {
    return Role.FOLLOWER;
  }

  public long term() {
    return 0;
  }

  /// Who leads in this term, as far as this replica knows.
  public @Nullable NodeId leader() {
    return null;
  }

  public long commitIndex() {
    return 0;
  }

  public long lastIndex() {
    return 0;
  }

  /// Up to where the log is durable in this node's journal.
  public long durableIndex() {
    return 0;
  }

  /// The first index of the log that this replica still sees.
  public long firstIndex() {
    return 1;
  }

  /// What the node said it has applied.
  public long appliedIndex() {
    return 0;
  }

  /// Every write that was acknowledged before a leader's clock showed this is applied here.
  public HybridTime closedTime() {
    return HybridTime.ZERO;
  }

  /// Whether this replica waits for a whole snapshot and counts nowhere until it has one.
  public boolean isInstalling() {
    return false;
  }

  /// Of a leader: how far every other member is, in the order of the membership. Of another role:
  /// empty.
  public List<FollowerStatus> followers() {
    return List.of();
  }
}
