package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;

/// What a run is made of, drawn by its seed.
///
/// @param keys that the load uses; few, so that operations meet
/// @param workers logical processes of each client, each with one operation under way
/// @param opsPerSecond of all clients together, about
/// @param loops of each node
/// @param quorums of a leaderless table; [Quorums#NONE] of every other
/// @param tight whether Raft sends an entry or two at a time and the journal writes and syncs in
///   two jobs, so that what usually goes together comes apart
/// @param serverTimes whether elections, heartbeats and housekeeping take the times of a server,
///   instead of short ones that let more happen in a short run
public record ClusterShape(
    int nodes,
    int loops,
    int clients,
    int workers,
    int keys,
    int opsPerSecond,
    int partitions,
    int replicas,
    StrategyKind strategy,
    PartitionBy partitionBy,
    Quorums quorums,
    boolean tight,
    boolean serverTimes) {
  /// Mostly what people run; even and lone ones too.
  private static final int[] NODES = {1, 2, 3, 3, 3, 3, 3, 4, 5, 5, 5};

  public ClusterShape {
    Invariant.require(replicas <= nodes, "%d replicas on %d nodes", replicas, nodes);
  }

  public static ClusterShape drawn(Entropy entropy) {
    int nodes = NODES[entropy.below(NODES.length)];
    boolean local = entropy.below(12) == 0;
    int replicas = local ? 1 : Math.min(nodes, entropy.chance(0.2) ? 5 : 3);
    return new ClusterShape(
        nodes,
        entropy.chance(0.3) ? 2 : 1,
        (int) entropy.between(1, 3),
        (int) entropy.between(1, 5),
        (int) entropy.between(1, 12),
        (int) entropy.between(20, 200),
        (int) entropy.between(1, 4),
        replicas,
        local ? StrategyKind.LOCAL : StrategyKind.CONSENSUS,
        entropy.chance(0.5) ? PartitionBy.HASH : PartitionBy.RANGE,
        Quorums.NONE,
        entropy.chance(0.25),
        false);
  }

  /// Whether replicas are moved about: wherever there is a node without one.
  boolean isMoving() {
    return strategy == StrategyKind.LEADERLESS && nodes > replicas && !serverTimes;
  }

  /// Whether an operator has replicas rebuilt.
  boolean isRebuilding(Entropy entropy) {
    return strategy == StrategyKind.LEADERLESS && entropy.chance(0.3) && !serverTimes;
  }

  /// How many disks may lose what they had synced: less than half of the replicas of any group, and
  /// of a leaderless one fewer than have what was acknowledged. They are the same for a whole run.
  int damagedDisks() {
    int minority = (replicas - 1) / 2;
    return switch (strategy) {
      case LOCAL -> 0;
      case CONSENSUS -> minority;
      case LEADERLESS -> Math.min(minority, quorums.write() - 1);
    };
  }

  ClusterShape tightened() {
    return new ClusterShape(
        nodes,
        loops,
        clients,
        workers,
        keys,
        opsPerSecond,
        partitions,
        replicas,
        strategy,
        partitionBy,
        quorums,
        true,
        serverTimes);
  }

  /// The same with a leaderless table: majorities as quorums, or any others, strict or sloppy.
  ClusterShape leaderless(Entropy entropy) {
    int replicas = nodes >= 5 && entropy.chance(0.4) ? 5 : 3;
    int majority = replicas / 2 + 1;
    boolean majorities = entropy.chance(0.5);
    int read = majorities ? majority : (int) entropy.between(1, replicas);
    int write = majorities ? majority : (int) entropy.between(1, majority);
    ConflictPolicy conflict =
        entropy.chance(0.5) ? ConflictPolicy.SIBLINGS : ConflictPolicy.LAST_WRITER_WINS;
    int spare = entropy.chance(0.4) ? (int) entropy.between(1, 2) : 0;
    int all = Math.max(nodes, replicas + spare);
    boolean sloppy = all > replicas && entropy.chance(0.5);
    return new ClusterShape(
        all,
        loops,
        clients,
        workers,
        keys,
        opsPerSecond,
        partitions,
        replicas,
        StrategyKind.LEADERLESS,
        partitionBy,
        new Quorums(read, write, sloppy, conflict),
        tight,
        serverTimes);
  }

  /// Five nodes at a hundred operations a second, a batch or a page of a scan being one: what the
  /// simulator's speed is measured with.
  public static ClusterShape forSpeed() {
    return new ClusterShape(
        5,
        1,
        2,
        5,
        1_000,
        103,
        8,
        3,
        StrategyKind.CONSENSUS,
        PartitionBy.HASH,
        Quorums.NONE,
        false,
        true);
  }
}
