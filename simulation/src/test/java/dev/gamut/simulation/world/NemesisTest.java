package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NemesisTest {
  private static final long SECOND = 1_000_000_000;

  private static Nemesis nemesis(ToyCluster cluster) {
    DamagePolicy damage = DamagePolicy.minority(cluster.nodes, cluster.world.entropy("damage"));
    return new Nemesis(
        cluster.world,
        new Nemesis.Targets(cluster.nodes, cluster.clients, cluster.nodes::getFirst, damage));
  }

  /// A mix of one kind alone, at its highest rate.
  private static FaultMix only(FaultKind kind) {
    return FaultMix.quiet().with(kind, kind.rateMax());
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void everyKindFiresAndIsCounted(FaultKind kind) {
    FaultMix mix =
        kind.measure() == FaultKind.Measure.CONSEQUENCE ? FaultMix.everything(1) : only(kind);
    ToyCluster cluster = new ToyCluster(3, mix, 4, 2);
    nemesis(cluster).start();
    boolean fired = cluster.world.runUntil(() -> hasFired(cluster, kind), 600 * SECOND);
    assertTrue(fired, kind + ": " + cluster.world.faults());
  }

  private static boolean hasFired(ToyCluster cluster, FaultKind kind) {
    return cluster.world.events() % 1000 == 0 && cluster.world.faults().count(kind) > 0;
  }

  @Test
  void onlyWhatTheMixNamesHappens() {
    for (FaultKind kind : List.of(FaultKind.PARTITION_CHAIN, FaultKind.CLOCK_DRIFTED)) {
      ToyCluster cluster = new ToyCluster(4, only(kind), 5, 2);
      nemesis(cluster).start();
      cluster.world.runFor(40 * SECOND);
      Set<FaultKind> fired = EnumSet.copyOf(cluster.world.faults().counts().keySet());
      assertTrue(fired.remove(kind));
      fired.remove(FaultKind.FRAME_BLOCKED);
      assertEquals(Set.of(), fired);
    }
  }

  @Test
  void aQuietMixDoesNothing() {
    ToyCluster cluster = new ToyCluster(5, FaultMix.quiet(), 3, 1);
    nemesis(cluster).start();
    cluster.world.runFor(30 * SECOND);
    assertEquals(0, cluster.world.faults().total());
    assertTrue(cluster.answers > 100);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void afterHealingNothingIsWrongAnyMore(long seed) {
    ToyCluster cluster = new ToyCluster(seed, FaultMix.everything(1), 5, 2);
    Nemesis nemesis = nemesis(cluster);
    nemesis.start();
    cluster.world.runFor(30 * SECOND);
    assertTrue(cluster.world.faults().total() > 100);
    nemesis.heal();
    cluster.world.runFor(40 * SECOND);
    FaultReport before = withoutOldDamage(cluster);
    long answers = cluster.answers;
    cluster.world.runFor(30 * SECOND);
    assertEquals(before, withoutOldDamage(cluster));
    assertTrue(cluster.nodes.stream().allMatch(SimulatedMachine::isRunning));
    assertTrue(cluster.answers > answers + 100, cluster.answers - answers + " answers");
  }

  @Test
  void faultsMayBeginAgainAfterHealing() {
    ToyCluster cluster = new ToyCluster(6, FaultMix.everything(1), 3, 1);
    cluster.world.takeChances(false);
    cluster.world.runFor(SECOND);
    assertEquals(0, cluster.world.faults().total());
    Nemesis nemesis = nemesis(cluster);
    nemesis.start();
    nemesis.heal();
    nemesis.start();
    cluster.world.runFor(10 * SECOND);
    assertTrue(cluster.world.faults().total() > 20);
    assertTrue(cluster.world.faults().count(FaultKind.FRAME_LOST) > 0);
  }

  /// Damage stays, and may be met long after.
  private static FaultReport withoutOldDamage(ToyCluster cluster) {
    Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
    counts.putAll(cluster.world.faults().counts());
    counts.remove(FaultKind.SECTOR_UNREADABLE);
    return new FaultReport(counts);
  }

  @Test
  void aTormentedRunIsRepeatable() {
    assertEquals(tormented(17), tormented(17));
    assertEquals(10, LongStream.range(0, 10).mapToObj(NemesisTest::tormented).distinct().count());
  }

  private static String tormented(long seed) {
    ToyCluster cluster = new ToyCluster(seed, FaultMix.everything(0.5), 5, 2);
    nemesis(cluster).start();
    cluster.world.runFor(8 * SECOND);
    return cluster.summary();
  }

  @Test
  void everyNodeOfAMajorityRingHearsAMajorityAndNoTwoTheSame() {
    for (int size = 1; size <= 9; size++) {
      List<SimulatedMachine> nodes = machines(size);
      Cut cut = new Cut(new Fault(FaultKind.PARTITION_MAJORITY_RING, new FaultCounters()));
      Shapes.majorityRing(cut, nodes);
      List<String> heard = nodes.stream().map(node -> heardBy(cut, nodes, node)).toList();
      int majority = size / 2 + 1;
      assertTrue(heard.stream().allMatch(h -> h.split(",").length == majority), heard::toString);
      assertTrue(size < 3 || heard.stream().distinct().count() == size, heard::toString);
    }
  }

  @Test
  void aBridgeHasOneNodeThatReachesBothHalves() {
    List<SimulatedMachine> nodes = machines(5);
    Cut cut = new Cut(new Fault(FaultKind.PARTITION_BRIDGE, new FaultCounters()));
    Shapes.bridge(cut, nodes);
    assertEquals(
        List.of("n1,n2,n3,n4,n5", "n1,n2,n3", "n1,n2,n3", "n1,n4,n5", "n1,n4,n5"),
        nodes.stream().map(node -> heardBy(cut, nodes, node)).toList());
  }

  @Test
  void inAChainEachReachesItsNeighbours() {
    List<SimulatedMachine> nodes = machines(4);
    Cut cut = new Cut(new Fault(FaultKind.PARTITION_CHAIN, new FaultCounters()));
    Shapes.chain(cut, nodes);
    assertEquals(
        List.of("n1,n2", "n1,n2,n3", "n2,n3,n4", "n3,n4"),
        nodes.stream().map(node -> heardBy(cut, nodes, node)).toList());
  }

  private static List<SimulatedMachine> machines(int count) {
    SimulatedWorld world = new SimulatedWorld(1, FaultMix.quiet());
    List<SimulatedMachine> machines = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      machines.add(world.addNode(new NodeId(i), 1));
    }
    return machines;
  }

  private static String heardBy(Cut cut, List<SimulatedMachine> nodes, SimulatedMachine hearer) {
    return String.join(
        ",",
        nodes.stream()
            .filter(from -> !cut.directions().contains(new Cut.Direction(from, hearer)))
            .map(SimulatedMachine::name)
            .toList());
  }

  @Test
  void onlyAMinorityIsEverDamaged() {
    for (int size = 1; size <= 7; size++) {
      List<SimulatedMachine> nodes = machines(size);
      DamagePolicy policy = DamagePolicy.minority(nodes, new Draws(size));
      assertEquals((size - 1) / 2, nodes.stream().filter(policy::mayDamage).count());
    }
    assertFalse(DamagePolicy.nobody().mayDamage(machines(1).getFirst()));
  }

  @Test
  void aMixIsASubsetDrawnFromTheSeedAndSomeAreQuiet() {
    List<FaultMix> mixes =
        LongStream.range(0, 200).mapToObj(seed -> FaultMix.drawn(new Draws(seed))).toList();
    assertEquals(FaultMix.drawn(new Draws(7)), mixes.get(7));
    long quiet = mixes.stream().filter(FaultMix::isQuiet).count();
    assertTrue(quiet > 5 && quiet < 60, quiet + " are quiet");
    long kinds =
        Arrays.stream(FaultKind.values())
            .filter(kind -> mixes.stream().anyMatch(mix -> mix.rate(kind) > 0))
            .count();
    assertEquals(
        Arrays.stream(FaultKind.values())
            .filter(kind -> kind.measure() != FaultKind.Measure.CONSEQUENCE)
            .count(),
        kinds);
  }

  @Test
  void aFullDiskStallsItsStoresUntilThereIsRoom() {
    SimulatedWorld world = new SimulatedWorld(1, FaultMix.quiet());
    SimulatedMachine node = world.addNode(new NodeId(1), 1);
    List<String> heard = new ArrayList<>();
    node.start(
        process ->
            process
                .openStore(process.loops().getFirst())
                .onCondition(condition -> heard.add(condition.toString())));
    Nemesis nemesis =
        new Nemesis(
            world,
            new Nemesis.Targets(List.of(node), List.of(), () -> null, DamagePolicy.nobody()));
    nemesis.strike(FaultKind.DISK_FULL);
    world.runFor(SECOND / 10);
    nemesis.heal();
    world.runFor(SECOND / 10);
    assertEquals(List.of("Full[message=no room]", "Healthy[]"), heard);
  }

  @Test
  void aReportNamesTheKindsThatNeverHappened() {
    FaultMix mix = FaultMix.quiet().with(FaultKind.PAUSED, 1).with(FaultKind.BIT_FLIPPED, 1);
    FaultReport report = new FaultReport(Map.of(FaultKind.PAUSED, 3L));
    assertEquals(List.of(FaultKind.BIT_FLIPPED), report.silent(mix));
    assertEquals("PAUSED 3", report.toString());
  }

  @Test
  void ratesAreChecked() {
    FaultMix quiet = FaultMix.quiet();
    assertThrows(IllegalArgumentException.class, () -> quiet.with(FaultKind.FRAME_LOST, 1.1));
    assertThrows(IllegalArgumentException.class, () -> quiet.with(FaultKind.PAUSED, -1));
    assertThrows(IllegalArgumentException.class, () -> quiet.with(FaultKind.FRAME_BLOCKED, 1));
    assertEquals(quiet, quiet.with(FaultKind.PAUSED, 2).without(FaultKind.PAUSED));
  }
}
