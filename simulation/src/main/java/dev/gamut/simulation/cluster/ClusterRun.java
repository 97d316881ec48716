package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.checker.history.History;
import dev.gamut.checker.linearizability.CheckResult;
import dev.gamut.checker.linearizability.Limits;
import dev.gamut.checker.linearizability.LinearizabilityChecker;
import dev.gamut.checker.linearizability.Model;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.simulation.world.FaultKind;
import dev.gamut.simulation.world.FaultMix;
import dev.gamut.simulation.world.Nemesis;
import dev.gamut.simulation.world.SimulatedMachine;
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
  private static final int LEADERLESS_ONE_IN = 4;
  private static final int DECIDED_ONE_IN = 8;
  private static final long DECIDED_SALT = 0xdec1dedL;
  private static final long LEADERLESS_SALT = 0x1eade71e55L;
  private static final long STEPS_MAX = 20_000_000;

  private final long seed;
  private final ClusterShape shape;
  private final SimulatedWorld world;
  private final SimulatedCluster cluster;
  private final LeaderlessWrites writes;
  private final Settling settling;
  private final History.Builder history = History.builder();
  private final Load load;
  private final long faultyNanos;
  private long succeededAfterHealing;

  public ClusterRun(long seed, Strategies strategies) {
    this(seed, strategies, FaultMix.drawn(Entropy.seeded(seed)));
  }

  private ClusterRun(long seed, Strategies strategies, FaultMix mix) {
    this(seed, mix, shape(seed, strategies, mix));
  }

  private static ClusterShape shape(long seed, Strategies strategies, FaultMix mix) {
    ClusterShape any = ClusterShape.drawn(Entropy.seeded(~seed));
    // What a chase is after shows only where entries travel one at a time.
    ClusterShape shape = mix.isOnly(FaultKind.LEADER_CHASED) ? any.tightened() : any;
    Entropy entropy = Entropy.seeded(seed ^ LEADERLESS_SALT);
    // Drawn whether asked for or not, so that a seed's leaderless table is the same under both.
    boolean drawn = entropy.below(LEADERLESS_ONE_IN) == 0;
    boolean leaderless =
        switch (strategies) {
          case ANY -> drawn;
          case ORDERED -> false;
          case LEADERLESS -> true;
        };
    return leaderless ? shape.leaderless(entropy) : shape;
  }

  ClusterRun(long seed, FaultMix mix, ClusterShape shape) {
    this.seed = seed;
    this.shape = shape;
    this.world = new SimulatedWorld(seed, mix);
    this.writes = new LeaderlessWrites(shape.quorums().conflict());
    this.cluster = new SimulatedCluster(world, shape, writes);
    this.settling = new Settling(world, cluster, writes);
    this.load =
        new Load(world, shape, table(), new Load.Records(history, writes, cluster::mayLose));
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
        splits,
        quorums());
  }

  /// Some leaderless tables take conditional writes only. Drawn apart, so that the others stay what
  /// they are.
  private Quorums quorums() {
    boolean decided = Entropy.seeded(seed ^ DECIDED_SALT).below(DECIDED_ONE_IN) == 0;
    return decided && shape.strategy() == StrategyKind.LEADERLESS && !shape.quorums().sloppy()
        ? shape.quorums().onlyConditional()
        : shape.quorums();
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
    if (!world.runUntil(load::created, CREATED_WITHIN_NANOS)) {
      return "liveness: no table could be created in a cluster without faults";
    }
    if (load.levels().someAtomic()) {
      spreadClients();
    }
    return null;
  }

  /// No client reaches all nodes, but each a home of every partition: so they do not all ask the
  /// same home, which has always seen what it answered before.
  private void spreadClients() {
    List<SimulatedMachine> nodes = cluster.machines();
    int missed = Math.min(nodes.size() - 1, 2 * (shape.replicas() - 1)) / 2;
    for (int i = 0; i < load.machines().size(); i++) {
      List<SimulatedMachine> beyond = new ArrayList<>();
      for (int j = 0; j < missed; j++) {
        beyond.add(nodes.get((i * missed + j) % nodes.size()));
      }
      world.network().partition(List.of(load.machines().get(i)), beyond);
    }
  }

  /// Stops the load and judges the run; returns what was violated, or null.
  @Nullable String end() {
    load.stop();
    world.runFor(10 * SECOND);
    String difference = cluster.difference();
    if (difference != null) {
      return difference;
    }
    String apart = settling.convergence();
    if (apart == null && shape.strategy() == StrategyKind.LEADERLESS) {
      apart = settling.leaderless();
      load.readLast(cluster.held());
    }
    return apart != null ? apart : judge();
  }

  long collectedBelow() {
    return cluster.collectedBelow();
  }

  long calls() {
    return load.calls();
  }

  long succeeded() {
    return load.succeeded();
  }

  long invariantChecks() {
    return cluster.invariantChecks() + writes.checks();
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
            () -> load.succeeded() - before >= wanted,
            world.nowNanos() + settling.aheadNanos() + PROGRESS_WITHIN_NANOS);
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
        invariantChecks(),
        cluster.passedOn.count(),
        world.events(),
        world.nowNanos() / (double) SECOND,
        world.faults(),
        world.traceHash(),
        failure == null ? List.of() : world.recentTrace());
  }
}
