package dev.gamut.protocol.raft;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who belongs to a group.
///
/// @param voters count in elections and commits
/// @param learners receive the log and count nowhere
public record Membership(List<NodeId> voters, List<NodeId> learners) {
  public Membership {
    voters = List.copyOf(voters);
    learners = List.copyOf(learners);
    Invariant.require(!voters.isEmpty(), "a group needs a voter");
    Set<NodeId> all = new HashSet<>(voters);
    all.addAll(learners);
    Invariant.require(
        all.size() == voters.size() + learners.size(),
        "a node is named twice: voters %s, learners %s",
        voters,
        learners);
  }

  public static Membership ofVoters(NodeId... voters) {
    return new Membership(List.of(voters), List.of());
  }

  public boolean isVoter(NodeId node) {
    return voters.contains(node);
  }

  public boolean isMember(NodeId node) {
    return voters.contains(node) || learners.contains(node);
  }
}
