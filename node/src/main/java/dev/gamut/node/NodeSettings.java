package dev.gamut.node;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.model.Member;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.storage.GatheringStore;
import dev.gamut.storage.Store;
import java.util.List;
import java.util.UUID;

/// What a node is told when it starts.
///
/// @param members every node of the cluster as it was set up
/// @param requestBudgetBytes requests under way in the node, over which it refuses new ones
/// @param housekeepingNanos how often logs are compacted and leaders balanced; smaller costs work,
///   larger keeps more of the journal
/// @param entriesKept of a group's log behind what is flushed, for followers that were away briefly
/// @param snapshotChunkBytes how much of a snapshot, or of what a home of a leaderless partition
///   hands to another, travels in one message
/// @param gatherBytes of changes that wait in memory to reach the store together
/// @param recentBytes of keys and values that are read often, kept in memory by each loop; 0 for
///   none
/// @param flushBytes of journal after which the store is flushed, so that segments can be recycled
/// @param dotLogBytes of keys that all replicas of leaderless tables together note for others that
///   lack them: whoever lacks more walks through everything, and fallbacks take no more
/// @param comparing how homes of leaderless partitions are compared
/// @param collecting when they let go of what they promised and accepted in Paxos
public record NodeSettings(
    NodeId self,
    UUID cluster,
    List<Member> members,
    RaftConfig raft,
    long requestBudgetBytes,
    long housekeepingNanos,
    long entriesKept,
    int snapshotChunkBytes,
    long gatherBytes,
    long recentBytes,
    long flushBytes,
    long dotLogBytes,
    ComparingConfig comparing,
    CollectingConfig collecting) {
  /// The catalog's log is kept by this many nodes; the others follow it without a vote.
  public static final int CATALOG_VOTERS_MAX = 5;

  public NodeSettings {
    members = List.copyOf(members);
    Invariant.require(
        members.stream().anyMatch(member -> member.id().equals(self)),
        "%s is not among the members %s",
        self,
        members);
    Invariant.require(
        members.stream().map(Member::id).distinct().count() == members.size(),
        "a node is named twice among %s",
        members);
    Invariant.require(requestBudgetBytes > 0, "no budget: %d", requestBudgetBytes);
    Invariant.require(housekeepingNanos > 0, "housekeeping every %d ns", housekeepingNanos);
    Invariant.require(entriesKept >= 0, "%d entries kept", entriesKept);
    Invariant.require(
        snapshotChunkBytes > 0 && snapshotChunkBytes <= 1 << 20,
        "chunks of %d bytes",
        snapshotChunkBytes);
    Invariant.require(gatherBytes > 0, "gather %d bytes", gatherBytes);
    Invariant.require(recentBytes >= 0, "recent values of %d bytes", recentBytes);
    Invariant.require(flushBytes > 0, "flush after %d bytes", flushBytes);
    Invariant.require(dotLogBytes > 0, "%d bytes of dots", dotLogBytes);
  }

  /// A loop's store as its replicas see it.
  GatheringStore gathering(Store store) {
    return new GatheringStore(store, gatherBytes, recentBytes);
  }

  /// For a node of its own process.
  public static NodeSettings defaults(NodeId self, UUID cluster, List<Member> members) {
    return new NodeSettings(
        self,
        cluster,
        members,
        RaftConfig.defaults(),
        64L << 20,
        1_000_000_000L,
        4_096,
        256 << 10,
        2L << 20,
        16L << 20,
        128L << 20,
        32L << 20,
        ComparingConfig.defaults(),
        CollectingConfig.defaults());
  }
}
