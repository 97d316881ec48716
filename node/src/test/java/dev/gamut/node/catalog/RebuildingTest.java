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
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What the catalog makes of replicas that are written off and rebuilt in their place.
final class RebuildingTest {
  private static final PartitionId PARTITION = new PartitionId(1);

  private Catalog catalog = Catalog.first(new UUID(1, 2), members());
  private long version;

  private static List<Member> members() {
    List<Member> members = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      members.add(new Member(new NodeId(i), "n" + i + ":1", ""));
    }
    return members;
  }

  private void create(int replicas, int write, boolean sloppy) {
    Quorums quorums = new Quorums(Math.min(2, replicas), write, sloppy, ConflictPolicy.SIBLINGS);
    TableSpec spec =
        new TableSpec(
            "t", StrategyKind.LEADERLESS, PartitionBy.HASH, 1, replicas, List.of(), quorums);
    catalog = TableMaker.add(catalog, ++version, spec);
  }

  private PartitionDescriptor partition() {
    return requireNonNull(catalog.partitions().get(PARTITION));
  }

  private NodeId home(int index) {
    return partition().replicas().get(index);
  }

  private Operation.RebuildReplica of(NodeId node, boolean forced) {
    return new Operation.RebuildReplica(PARTITION, node, partition().originOf(node), forced);
  }

  private void writeOff(NodeId node) {
    writeOff(of(node, false));
  }

  private void writeOff(Operation.RebuildReplica of) {
    assertNull(Moving.refusal(catalog, of));
    catalog = Moving.begin(catalog, ++version, of);
    assertReadable();
  }

  private void rebuilt(NodeId node) {
    catalog =
        Moving.rebuilt(
            catalog, ++version, new Operation.Rebuilt(PARTITION, partition().epoch(), node));
    assertReadable();
  }

  private void move(NodeId from, NodeId to) {
    catalog =
        Moving.begin(catalog, ++version, new Operation.MoveReplica(PARTITION, from, to, false));
  }

  private void advance() {
    long epoch = partition().epoch();
    catalog =
        Moving.advance(catalog, ++version, new Operation.AdvanceMove(PARTITION, epoch, false));
    assertReadable();
  }

  private Move under() {
    return requireNonNull(partition().peers().move());
  }

  private void assertReadable() {
    try {
      assertEquals(partition(), Catalog.decode(catalog.encode()).partitions().get(PARTITION));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private String refusal(NodeId node, boolean forced) {
    Result.Refused refused = Moving.refusal(catalog, of(node, forced));
    return refused == null ? "" : refused.message();
  }

  @Test
  void anotherReplicaBeginsInItsPlaceAndCountsWhenItIsRebuilt() {
    create(3, 2, false);
    PartitionDescriptor before = partition();
    NodeId node = home(1);
    writeOff(node);
    assertEquals(before.epoch() + 1, partition().epoch());
    assertEquals(before.replicas(), partition().replicas());
    assertTrue(partition().isRebuilding(node));
    long origin = partition().originOf(node);
    assertTrue(origin > before.originOf(home(2)), "never given before");
    assertEquals(List.of(before.originOf(node)), partition().peers().former());

    rebuilt(node);
    assertTrue(partition().peers().rebuilding().isEmpty());
    assertEquals(origin, partition().originOf(node));
    assertEquals(before.epoch() + 2, partition().epoch());
  }

  @Test
  void whatIsLateOrRepeatedChangesNothing() {
    create(3, 2, false);
    NodeId node = home(1);
    Operation.RebuildReplica first = of(node, false);
    long old = partition().epoch();
    writeOff(first);
    Catalog begun = catalog;
    assertSame(begun, Moving.begin(catalog, 9, first), "that one is written off");
    assertSame(begun, Moving.rebuilt(catalog, 9, new Operation.Rebuilt(PARTITION, old, node)));
    rebuilt(home(0));
    assertSame(begun, catalog, "it had lost nothing");
  }

  @Test
  void oneThatIsDamagedAgainBeginsAgain() {
    create(3, 2, false);
    NodeId node = home(1);
    writeOff(node);
    long origin = partition().originOf(node);
    writeOff(node);
    assertTrue(partition().originOf(node) > origin);
    assertEquals(List.of(node), partition().peers().rebuilding());
    assertEquals(2, partition().peers().former().size());
  }

  @Test
  void aMajorityIsNotWrittenOffAndNotAsManyAsAcknowledge() {
    create(3, 2, false);
    writeOff(home(0));
    assertTrue(refusal(home(1), false).contains("of 3"), refusal(home(1), false));
    assertEquals("", refusal(home(1), true), "unless somebody decides that");
    writeOff(of(home(1), true));
    assertTrue(refusal(home(2), true).contains("no other replica"), "nothing would be left");
  }

  @Test
  void whereOneAcknowledgesNobodyIsWrittenOff() {
    create(3, 1, false);
    assertTrue(refusal(home(0), false).contains("acknowledged"), refusal(home(0), false));
    assertEquals("", refusal(home(0), true));
  }

  @Test
  void ofFiveTwoCanBeRebuiltAtATime() {
    create(5, 3, false);
    NodeId first = home(0);
    NodeId second = home(3);
    writeOff(first);
    writeOff(second);
    assertTrue(refusal(home(1), false).contains("of 5"));
    rebuilt(second);
    assertEquals(List.of(first), partition().peers().rebuilding());
    writeOff(home(1));
  }

  @Test
  void theOnlyReplicaCannotBeRebuilt() {
    create(1, 1, false);
    assertTrue(refusal(home(0), true).contains("no other replica"));
    NodeId stranger = new NodeId(9);
    assertTrue(refusal(stranger, true).contains("no replica"));
  }

  @Test
  void whoseReplicaWasLostIsNotWaitedForWhenItMoves() {
    create(3, 2, false);
    NodeId from = home(0);
    move(from, free());
    writeOff(from);
    assertEquals(Move.Stage.JOINING, under().stage());
    advance();
    assertNull(partition().peers().move(), "it has nothing to hand over");
    assertTrue(partition().peers().rebuilding().isEmpty());
  }

  private NodeId free() {
    return catalog.members().stream()
        .map(Member::id)
        .filter(node -> !partition().participants().contains(node))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoJoinsBeginsAgainAndWhoLeavesIsGoneWhenItLosesWhatItHas() {
    create(3, 2, false);
    NodeId from = home(0);
    NodeId to = free();
    move(from, to);
    long origin = under().origin();
    writeOff(to);
    assertEquals(Move.Stage.JOINING, under().stage());
    assertTrue(under().origin() > origin);
    advance();
    assertEquals(Move.Stage.LEAVING, under().stage());
    writeOff(from);
    assertNull(partition().peers().move());
    assertTrue(partition().peers().rebuilding().isEmpty());
  }

  @Test
  void aFallbackBeginsAgainEmpty() {
    create(3, 2, true);
    NodeId fallback = partition().peers().fallbacks().getFirst();
    long origin = partition().originOf(fallback);
    writeOff(fallback);
    assertTrue(partition().originOf(fallback) > origin);
    assertTrue(partition().peers().rebuilding().isEmpty());
    assertTrue(partition().isOrigin(origin), "items have dots of it");
  }
}
