package dev.gamut.simulation.cluster;

import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedWorld;
import org.jspecify.annotations.Nullable;

/// Waits, when a run has healed and its load has ended, until the homes of leaderless tables agree,
/// and says what is wrong with what they agree on.
final class Settling {
  private static final long SECOND = 1_000_000_000L;
  private static final long CONVERGED_WITHIN_NANOS = 30 * SECOND;
  private static final long COLLECTED_WITHIN_NANOS = 60 * SECOND;
  private static final long TWINS_DELETED_WITHIN_NANOS = 5 * SECOND;

  private final SimulatedWorld world;
  private final SimulatedCluster cluster;
  private final LeaderlessWrites writes;

  Settling(SimulatedWorld world, SimulatedCluster cluster, LeaderlessWrites writes) {
    this.world = world;
    this.cluster = cluster;
    this.writes = writes;
  }

  /// Waits for the homes of a leaderless table to converge. A stamp that is ahead of the clocks,
  /// because one was wrong, is believed only when its time has come.
  @Nullable String convergence() {
    long until = world.nowNanos() + aheadNanos() + CONVERGED_WITHIN_NANOS;
    String apart = cluster.divergence();
    while (apart != null && world.nowNanos() < until) {
      world.runFor(SECOND);
      apart = cluster.divergence();
    }
    return apart;
  }

  /// How far the latest stamp of a leaderless table may be ahead of the true time: one that was
  /// given to what was only proposed, or is only remembered by who gave it, holds up its key or its
  /// home as well.
  long aheadNanos() {
    long ahead = 0;
    for (SimulatedMachine machine : world.machines()) {
      ahead = Math.max(ahead, machine.shownMillis() - world.wallMillis());
    }
    return writes.areNone() ? 0 : ahead * 1_000_000;
  }

  /// What is wrong with homes that have converged; null for nothing.
  @Nullable String leaderless() {
    String uncompared = compared();
    String uncollected = uncompared == null ? collected() : uncompared;
    return uncollected == null ? wrongValues() : uncollected;
  }

  /// Waits until all homes have compared with each other what they hold since they converged.
  private @Nullable String compared() {
    long begun = world.nowNanos();
    String missing = cluster.uncompared(0);
    while (missing != null && world.nowNanos() < begun + CONVERGED_WITHIN_NANOS) {
      missing = cluster.uncompared((world.nowNanos() - begun) / 1_000_000);
    }
    return missing;
  }

  /// Waits until no home keeps anything of what it promised and accepted.
  private @Nullable String collected() {
    long until = world.nowNanos() + aheadNanos() + COLLECTED_WITHIN_NANOS;
    String kept = cluster.uncollected();
    while (kept != null && world.nowNanos() < until) {
      world.runFor(SECOND);
      kept = cluster.uncollected();
    }
    return kept;
  }

  /// What homes that are equal hold and should not, or lack. That a value is gone which was written
  /// twice, and overwritten once, may take a moment more.
  private @Nullable String wrongValues() {
    long until = world.nowNanos() + TWINS_DELETED_WITHIN_NANOS;
    String wrong = Convergence.violation(cluster.held(), cluster.left(), writes);
    while (wrong != null && world.nowNanos() < until) {
      world.runFor(SECOND);
      wrong =
          cluster.divergence() == null
              ? Convergence.violation(cluster.held(), cluster.left(), writes)
              : wrong;
    }
    return wrong;
  }
}
