package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.WriteTerms;
import dev.gamut.model.Catalog;
import dev.gamut.model.Condition;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Member;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.simulation.world.FaultMix;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedWorld;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A home of a leaderless partition is moved away from its node, power goes everywhere, and only
/// that node comes back. The catalog in its store is from before the move, and nobody can tell it.
final class DroppedReplicaTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SEEDS = 40;

  /// By the first ones the client finds out which nodes are gone.
  private static final int TRIES = 4;

  private static final Quorums ANY_ONE = new Quorums(3, 1, false, ConflictPolicy.SIBLINGS);

  private static ClusterShape shape() {
    return new ClusterShape(
        4, 1, 1, 1, 1, 1, 1, 3, StrategyKind.LEADERLESS, PartitionBy.HASH, ANY_ONE, false, false);
  }

  @AfterEach
  void noDefects() {
    Defect.clear();
  }

  @Test
  void takesNoWritesAfterARestartByACatalogThatStillCountsIt() {
    int misled = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Scenario scenario = new Scenario(seed);
      assertFalse(scenario.takesWrites(), "seed " + seed);
      misled += scenario.isMisled ? 1 : 0;
    }
    assertTrue(misled > 0, "the catalog was always as new as the move");
  }

  @Test
  void wouldTakeThemIfItDidNotKeepThatItLeft() {
    Defect.plant(EnumSet.of(Defect.FORGET_DEPARTURE));
    boolean found = false;
    for (long seed = 0; seed < SEEDS && !found; seed++) {
      found = new Scenario(seed).takesWrites();
    }
    assertTrue(found);
  }

  private static final class Scenario {
    private final SimulatedWorld world;
    private final SimulatedCluster cluster;
    private final SimulatedMachine first;

    /// A client that knows the catalog from before the move.
    private final NodeClient old;

    /// Whether the node came back with an older catalog.
    private boolean isMisled;

    Scenario(long seed) {
      world = new SimulatedWorld(seed, FaultMix.quiet());
      cluster = new SimulatedCluster(world, shape(), (_, _, _) -> {});
      first = cluster.machines().getFirst();
      old = new NodeClient(world, cluster.machines().getLast(), cluster.addresses());
    }

    boolean takesWrites() {
      SimulatedMachine left = moveAHome();
      cluster.machines().forEach(SimulatedMachine::crash);
      left.restart();
      world.runFor(5 * SECOND);
      isMisled = gives(catalog(left), left.id());
      List<Reply> replies = new ArrayList<>();
      for (int i = 0; i < TRIES; i++) {
        old.submit(put(), replies::add);
        world.runFor(2 * SECOND);
      }
      assertEquals(TRIES, replies.size());
      return replies.stream()
          .anyMatch(reply -> reply instanceof Reply.Written(Outcome.Applied _, _));
    }

    /// Returns the machine from which it was moved.
    private SimulatedMachine moveAHome() {
      cluster.start();
      NodeClient client = new NodeClient(world, first, cluster.addresses());
      TableSpec table =
          new TableSpec("t", StrategyKind.LEADERLESS, PartitionBy.HASH, 1, 3, List.of(), ANY_ONE);
      client.await(new Call.CreateTable(table, SECOND), reply -> reply instanceof Reply.Changed);
      runUntil(() -> !catalog(first).partitions().isEmpty());
      world.runFor(SECOND / 4);
      PartitionDescriptor partition = catalog(first).partitions().values().iterator().next();
      NodeId from = partition.replicas().getFirst();
      NodeId to =
          catalog(first).members().stream()
              .map(Member::id)
              .filter(id -> !partition.replicas().contains(id))
              .findFirst()
              .orElseThrow();
      old.await(
          new Call.Get("t", Key.of("k"), new ReadTerms(Level.LINEARIZABLE, false, SECOND)),
          reply -> reply instanceof Reply.Read);
      client.await(
          new Call.MoveReplica(partition.id(), from, to, false, SECOND),
          reply -> reply instanceof Reply.Changed);
      SimulatedMachine left = cluster.machines().get(from.value() - 1);
      runUntil(() -> !gives(catalog(left), from));
      world.runFor(world.entropy("pause").below(40) * SECOND / 100);
      return left;
    }

    private static boolean gives(Catalog catalog, @Nullable NodeId node) {
      return catalog.partitions().values().stream()
          .anyMatch(each -> each.participants().contains(node));
    }

    private void runUntil(BooleanSupplier condition) {
      assertTrue(world.runUntil(condition, world.nowNanos() + 60 * SECOND));
    }

    private Catalog catalog(SimulatedMachine machine) {
      NodeId id = Objects.requireNonNull(machine.id());
      return Objects.requireNonNull(cluster.node(id)).catalog();
    }
  }

  private static Call put() {
    return new Call.Put(
        "t",
        Key.of("k"),
        Value.bytes(Bytes.utf8("v")),
        new Condition.Always(),
        new WriteTerms(true, 0, SECOND));
  }
}
