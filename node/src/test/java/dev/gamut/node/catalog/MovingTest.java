package dev.gamut.node.catalog;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Member;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.wire.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What the catalog makes of a move, epoch by epoch.
final class MovingTest {
  private static final PartitionId PARTITION = new PartitionId(1);

  private Catalog catalog = Catalog.first(new UUID(1, 2), members(5));
  private long version;

  private static List<Member> members(int count) {
    List<Member> members = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      members.add(new Member(new NodeId(i), "n" + i + ":1", ""));
    }
    return members;
  }

  private void create(StrategyKind kind, boolean sloppy) {
    Quorums quorums =
        kind == StrategyKind.LEADERLESS
            ? new Quorums(2, 2, sloppy, ConflictPolicy.SIBLINGS)
            : Quorums.NONE;
    TableSpec spec = new TableSpec("t", kind, PartitionBy.HASH, 1, 3, List.of(), quorums);
    catalog = TableMaker.add(catalog, ++version, spec);
  }

  private PartitionDescriptor partition() {
    return requireNonNull(catalog.partitions().get(PARTITION));
  }

  private NodeId home(int index) {
    return partition().replicas().get(index);
  }

  private NodeId free() {
    return catalog.members().stream()
        .map(Member::id)
        .filter(node -> !partition().participants().contains(node))
        .findFirst()
        .orElseThrow();
  }

  private void begin(NodeId from, NodeId to, boolean lost) {
    Operation.MoveReplica move = new Operation.MoveReplica(PARTITION, from, to, lost);
    assertNull(Moving.refusal(catalog, move));
    catalog = Moving.begin(catalog, ++version, move);
    assertReadable();
  }

  private void advance(boolean back) {
    Operation.AdvanceMove move = new Operation.AdvanceMove(PARTITION, partition().epoch(), back);
    catalog = Moving.advance(catalog, ++version, move);
    assertReadable();
  }

  private void assertReadable() {
    try {
      assertEquals(partition(), Catalog.decode(catalog.encode()).partitions().get(PARTITION));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private String refusal(NodeId from, NodeId to) {
    return requireNonNull(
            Moving.refusal(catalog, new Operation.MoveReplica(PARTITION, from, to, false)))
        .message();
  }

  @Test
  void aReplicaJoinsTakesThePlaceAndTheOtherLeaves() {
    create(StrategyKind.LEADERLESS, false);
    PartitionDescriptor before = partition();
    NodeId from = home(1);
    NodeId to = free();
    begin(from, to, false);
    assertEquals(before.epoch() + 1, partition().epoch());
    assertEquals(before.replicas(), partition().replicas(), "the homes are as they were");
    assertEquals(Move.Stage.JOINING, requireNonNull(partition().peers().move()).stage());
    assertTrue(partition().participants().contains(to));
    long origin = partition().originOf(to);
    assertTrue(origin > before.originOf(before.replicas().getLast()), "never given before");

    advance(false);
    assertEquals(to, home(1));
    assertEquals(origin, partition().originOf(to));
    assertEquals(before.originOf(from), partition().originOf(from), "it leaves with its origin");

    advance(false);
    assertNull(partition().peers().move());
    assertEquals(List.of(before.originOf(from)), partition().peers().former());
    assertTrue(partition().isOrigin(before.originOf(from)), "items have dots of it");
    assertEquals(before.epoch() + 3, partition().epoch());
    assertEquals(3, new HashSet<>(partition().participants()).size());
  }

  @Test
  void whatIsLostDoesNotLeave() {
    create(StrategyKind.LEADERLESS, false);
    NodeId from = home(0);
    begin(from, free(), true);
    advance(false);
    assertNull(partition().peers().move());
    assertTrue(!partition().participants().contains(from));
    assertEquals(1, partition().peers().former().size());
  }

  @Test
  void aNodeThatIsLostMeanwhileIsNotWaitedForAnyMore() {
    create(StrategyKind.LEADERLESS, false);
    NodeId from = home(0);
    NodeId to = free();
    begin(from, to, false);
    begin(from, to, true);
    assertTrue(requireNonNull(partition().peers().move()).lost());
    advance(false);
    assertNull(partition().peers().move());

    NodeId back = free();
    begin(home(1), back, false);
    NodeId second = requireNonNull(partition().peers().move()).from();
    advance(false);
    begin(second, back, true);
    assertNull(partition().peers().move(), "it has left");
  }

  @Test
  void aMoveThatIsGivenUpLeavesTheReplicasAsTheyWere() {
    create(StrategyKind.LEADERLESS, false);
    List<NodeId> before = partition().replicas();
    NodeId to = free();
    begin(home(0), to, false);
    advance(true);
    assertEquals(before, partition().replicas());
    assertEquals(Move.Stage.WITHDRAWING, requireNonNull(partition().peers().move()).stage());
    assertTrue(partition().participants().contains(to), "it may have what only it knows");
    advance(false);
    assertEquals(before, partition().replicas());
    assertNull(partition().peers().move());
    begin(home(0), free(), false);
    advance(false);
    Catalog arrived = catalog;
    advance(true);
    assertSame(arrived, catalog, "it has arrived: it can be moved back");
  }

  @Test
  void aFallbackStopsToBeOneFirstAndOthersStandInInTheEnd() {
    create(StrategyKind.LEADERLESS, true);
    assertEquals(2, partition().peers().fallbacks().size());
    NodeId from = home(0);
    NodeId to = partition().peers().fallbacks().getFirst();
    long asFallback = partition().originOf(to);
    begin(from, to, false);
    assertEquals(Move.Stage.RETIRING, requireNonNull(partition().peers().move()).stage());
    assertEquals(asFallback, partition().originOf(to));
    assertEquals(1, partition().peers().fallbacks().size());

    advance(false);
    assertEquals(Move.Stage.JOINING, requireNonNull(partition().peers().move()).stage());
    long asHome = partition().originOf(to);
    assertTrue(asHome > asFallback, "it is another replica now");
    advance(false);
    long leaving = partition().originOf(from);
    advance(false);
    assertEquals(2, partition().peers().fallbacks().size());
    assertTrue(partition().peers().fallbacks().contains(from));
    assertTrue(partition().originOf(from) > asHome, "it is another replica now");
    assertEquals(List.of(asFallback, leaving), partition().peers().former());
  }

  @Test
  void aFallbackStandsInAgainWhenItsMoveIsGivenUp() {
    create(StrategyKind.LEADERLESS, true);
    PartitionDescriptor before = partition();
    NodeId to = before.peers().fallbacks().getFirst();
    begin(home(0), to, false);
    advance(true);
    assertEquals(before.originOf(to), partition().originOf(to), "it is the same replica");
    assertEquals(
        new HashSet<>(before.peers().fallbacks()), new HashSet<>(partition().peers().fallbacks()));
  }

  @Test
  void whatIsLateOrRepeatedChangesNothing() {
    create(StrategyKind.LEADERLESS, false);
    NodeId from = home(0);
    NodeId to = free();
    begin(from, to, false);
    Catalog begun = catalog;
    begin(from, to, false);
    assertSame(begun, catalog);
    long old = partition().epoch() - 1;
    catalog = Moving.advance(catalog, 9, new Operation.AdvanceMove(PARTITION, old, false));
    assertSame(begun, catalog);
    catalog = Moving.advance(catalog, 9, new Operation.AdvanceMove(new PartitionId(77), 1, false));
    assertSame(begun, catalog);
  }

  @Test
  void whatCannotMoveIsRefusedWithTheReason() {
    create(StrategyKind.LEADERLESS, false);
    NodeId stranger = free();
    assertTrue(refusal(stranger, home(0)).contains("has no replica"), refusal(stranger, home(0)));
    assertTrue(refusal(home(0), home(1)).contains("already"));
    assertTrue(refusal(home(0), new NodeId(99)).contains("no node"));
    begin(home(0), stranger, false);
    assertTrue(refusal(home(1), free()).contains("one moves at a time"));
    Operation.MoveReplica unknown =
        new Operation.MoveReplica(new PartitionId(77), home(0), stranger, false);
    assertTrue(requireNonNull(Moving.refusal(catalog, unknown)).message().contains("no p77"));
  }

  @Test
  void theOnlyReplicaCannotBeLost() {
    TableSpec one = new TableSpec("t", StrategyKind.LEADERLESS, PartitionBy.HASH, 1, 1, List.of());
    catalog = TableMaker.add(catalog, ++version, one);
    Operation.MoveReplica move = new Operation.MoveReplica(PARTITION, home(0), free(), true);
    assertTrue(requireNonNull(Moving.refusal(catalog, move)).message().contains("one replica"));
    begin(home(0), free(), false);
    assertTrue(
        requireNonNull(Moving.refusal(catalog, move)).message().contains("one replica"),
        "nor when it has begun to move");
  }

  @Test
  void replicasOfOtherStrategiesDoNotMove() {
    create(StrategyKind.CONSENSUS, false);
    assertTrue(refusal(home(0), free()).contains("leaderless"));
  }
}
