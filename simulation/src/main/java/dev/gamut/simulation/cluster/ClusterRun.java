package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.checker.history.History;
import dev.gamut.checker.linearizability.CheckResult;
import dev.gamut.checker.linearizability.Limits;
import dev.gamut.checker.linearizability.LinearizabilityChecker;
import dev.gamut.checker.linearizability.Model;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.TableSpec;
import dev.gamut.simulation.world.FaultKind;
import dev.gamut.simulation.world.FaultMix;
import dev.gamut.simulation.world.Nemesis;
import dev.gamut.simulation.world.SimulatedWorld;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One seed: a cluster and its clients, a while with faults, a while without, and judgement. Safety
/// is judged by the invariants after every event and by the history; liveness by operations that
/// must succeed soon once everything has healed.
public final class ClusterRun {
  private static final long SECOND = 1_000_000_000L;
  private static final long CREATED_WITHIN_NANOS = 60 * SECOND;
  private static final long PROGRESS_WITHIN_NANOS = 60 * SECOND;
  private static final long STEPS_MAX = 20_000_000;

  private final long seed;
  private final ClusterShape shape;
  private final SimulatedWorld world;
  private final SimulatedCluster cluster;
  private final History.Builder history = History.builder();
  private final Load load;
  private final long faultyNanos;
  private long succeededAfterHealing;

  public ClusterRun(long seed) {
    this(seed, FaultMix.drawn(Entropy.seeded(seed)));
  }

  private ClusterRun(long seed, FaultMix mix) {
    this(seed, mix, shape(mix, ClusterShape.drawn(Entropy.seeded(~seed))));
  }

  /// What a chase is after shows only where entries travel one at a time.
  private static ClusterShape shape(FaultMix mix, ClusterShape drawn) {
    return mix.isOnly(FaultKind.LEADER_CHASED) ? drawn.tightened() : drawn;
  }

  ClusterRun(long seed, FaultMix mix, ClusterShape shape) {
    this.seed = seed;
    this.shape = shape;
    this.world = new SimulatedWorld(seed, mix);
    this.cluster = new SimulatedCluster(world, shape);
    this.load = new Load(world, shape, table(), history);
    this.faultyNanos = world.entropy("run").between(10, 40) * SECOND;
  }

  public SimulatedWorld world() {
    return world;
  }

  private TableSpec table() {
    List<Bytes> splits = new ArrayList<>();
    if (shape.partitionBy() == PartitionBy.RANGE) {
      for (int i = 1; i < shape.partitions(); i++) {
        splits.add(Bytes.utf8("k" + i));
      }
    }
    return new TableSpec(
        "items",
        shape.strategy(),
        shape.partitionBy(),
        shape.partitions(),
        shape.replicas(),
        splits);
  }

  public RunReport run() {
    String failure;
    try {
      failure = phases();
    } catch (RuntimeException | Error e) {
      failure = describe(e);
    }
    return report(failure);
  }

  static String describe(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private @Nullable String phases() {
    String stillborn = begin();
    if (stillborn != null) {
      return stillborn;
    }
    Nemesis nemesis = new Nemesis(world, targets());
    world.takeChances(true);
    nemesis.start();
    world.runFor(faultyNanos);
    nemesis.heal();
    String stuck = progress();
    return stuck != null ? stuck : end();
  }

  /// Starts the cluster and its clients and creates the table, all without faults; returns what
  /// went wrong, or null.
  @Nullable String begin() {
    world.takeChances(false);
    cluster.start();
    load.start(cluster.addresses());
    return world.runUntil(load::created, CREATED_WITHIN_NANOS)
        ? null
        : "liveness: no table could be created in a cluster without faults";
  }

  /// Stops the load and judges the run; returns what was violated, or null.
  @Nullable String end() {
    load.stop();
    world.runFor(10 * SECOND);
    String difference = cluster.difference();
    return difference != null ? difference : judge();
  }

  long calls() {
    return load.calls();
  }

  long succeeded() {
    return load.succeeded();
  }

  long invariantChecks() {
    return cluster.invariantChecks();
  }

  private Nemesis.Targets targets() {
    return new Nemesis.Targets(
        cluster.machines(), load.machines(), cluster::leader, cluster.damage());
  }

  private @Nullable String progress() {
    long before = load.succeeded();
    long wanted = Math.max(20, shape.opsPerSecond());
    boolean progressed =
        world.runUntil(
            () -> load.succeeded() - before >= wanted, world.nowNanos() + PROGRESS_WITHIN_NANOS);
    succeededAfterHealing = load.succeeded() - before;
    return progressed
        ? null
        : "liveness: "
            + succeededAfterHealing
            + " of "
            + wanted
            + " operations succeeded within a minute of healing";
  }

  private @Nullable String judge() {
    CheckResult result =
        LinearizabilityChecker.check(history.build(), Model.ITEM, Limits.ofSteps(STEPS_MAX));
    return switch (result.verdict()) {
      case LINEARIZABLE -> null;
      case NOT_LINEARIZABLE -> "linearizability: " + result.violated();
      case UNDECIDED -> "linearizability: undecided within " + STEPS_MAX + " steps";
    };
  }

  private RunReport report(@Nullable String failure) {
    return new RunReport(
        seed,
        shape,
        failure,
        load.ended(),
        load.succeeded(),
        succeededAfterHealing,
        cluster.invariantChecks(),
        world.events(),
        world.nowNanos() / (double) SECOND,
        world.faults(),
        world.traceHash(),
        failure == null ? List.of() : world.recentTrace());
  }
}
