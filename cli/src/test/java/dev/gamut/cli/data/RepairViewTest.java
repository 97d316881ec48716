package dev.gamut.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.wire.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What `gamut repair` says of each replica, put together from what all nodes say of the others.
final class RepairViewTest {
  private static final NodeStatus.Compared EQUAL = new NodeStatus.Compared(3_000, 10, 0, 0, 5);
  private static final NodeStatus.Compared NEVER = new NodeStatus.Compared(-1, 0, 0, 0, 0);

  /// Two partitions on the nodes 1, 2 and 3 of four.
  private static final Table TABLE =
      new Table(
          new TableId(1),
          new TableSpec(
              "carts", StrategyKind.LEADERLESS, PartitionBy.RANGE, 2, 3, List.of(Bytes.utf8("m"))),
          List.of(
              new PartitionDescriptor(
                  new PartitionId(1), new TableId(1), 1, 1, Bytes.EMPTY, Bytes.utf8("m"), homes()),
              new PartitionDescriptor(
                  new PartitionId(2), new TableId(1), 1, 2, Bytes.utf8("m"), null, homes())));

  private final List<Reply.MemberStatus> told = new ArrayList<>();

  private static List<NodeId> homes() {
    return List.of(new NodeId(1), new NodeId(2), new NodeId(3));
  }

  private static Member member(int node) {
    return new Member(new NodeId(node), "n" + node + ":1", "");
  }

  /// What a node says of another in one partition.
  private static NodeStatus.ReplicaStatus replica(int partition, NodeStatus.PeerStatus... peers) {
    return new NodeStatus.ReplicaStatus(
        new PartitionId(partition),
        new TableId(1),
        "home",
        0,
        null,
        9,
        9,
        9,
        0,
        List.of(peers),
        0,
        0);
  }

  private static NodeStatus.PeerStatus peer(
      int node, long lacks, long behindMillis, long silentMillis, NodeStatus.Compared compared) {
    return new NodeStatus.PeerStatus(
        new NodeId(node), lacks, 0, behindMillis, silentMillis, compared);
  }

  private void says(int node, NodeStatus.ReplicaStatus... replicas) {
    NodeStatus status =
        new NodeStatus(new NodeId(node), "serving", 1_000, 1, List.of(replicas), Map.of());
    told.add(new Reply.MemberStatus(member(node), status, ""));
  }

  private void isSilent(int node) {
    told.add(new Reply.MemberStatus(member(node), null, "no route"));
  }

  private RepairView of(int node) {
    return RepairView.of(TABLE, told).stream()
        .filter(view -> view.node().equals(new NodeId(node)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void isOfEveryNodeThatIsAHomeAndOfNoOther() {
    says(4);
    says(2);
    says(1);
    isSilent(3);
    assertEquals(
        List.of(new NodeId(2), new NodeId(1), new NodeId(3)),
        RepairView.of(TABLE, told).stream().map(RepairView::node).toList());
  }

  /// Several homes know of the same missing writes: of each partition the one that knows most
  /// counts.
  @Test
  void whatIsMissingIsCountedOnceAPartition() {
    says(1, replica(1, peer(3, 5, 4_000, 10, EQUAL)), replica(2, peer(3, 2, 9_000, 20, EQUAL)));
    says(2, replica(1, peer(3, 7, 3_000, 30, EQUAL)), replica(2, peer(3, 0, 70_000, 5, EQUAL)));
    says(3);
    RepairView view = of(3);
    assertEquals(9, view.lacks());
    assertEquals(2, view.partitions());
    assertEquals(9_000, view.behindMillis(), "who lacks nothing is not behind");
    assertEquals(5, view.silentMillis());
    assertFalse(view.isWell());
    assertEquals(
        "  n3   lacks 9 writes in 2 partitions, for 9.0 s, compared 3.0 s ago, 0 differences",
        view.toText());
  }

  @Test
  void whatIsUnderWayIsWell() {
    says(1, replica(1, peer(3, 1, 1_999, 10, EQUAL)));
    says(3);
    assertTrue(of(3).isWell());
    assertEquals(
        "  n3   lacks 1 write in 1 partition, for 2.0 s (under way), compared 3.0 s ago,"
            + " 0 differences",
        of(3).toText());
    told.removeFirst();
    says(1, replica(1, peer(3, 1, 2_000, 10, EQUAL)));
    assertFalse(of(3).isWell());
  }

  @Test
  void oneThatDoesNotAnswerIsNotWellThoughItHasEverything() {
    says(1, replica(1, peer(3, 0, 0, -1, NEVER)), replica(2, peer(3, 0, 0, 61_500, NEVER)));
    says(2, replica(1, peer(3, 0, 0, -1, NEVER)));
    isSilent(3);
    assertFalse(of(3).isWell());
    assertEquals(61_500, of(3).silentMillis());
    assertEquals(
        "  n3   has everything, does not answer, was last heard 1 min 1 s ago,"
            + " not compared with all yet, 0 differences",
        of(3).toText());
    told.clear();
    isSilent(3);
    assertEquals("  n3   has everything, does not answer, was not heard", of(3).toText());
    assertNull(of(3).toMap().get("silentMillis"));
  }

  /// The comparison that ended longest ago tells how far all of it is known.
  @Test
  void differencesAreOfEachPartitionTheMostThatOneOtherHomeFound() {
    says(
        1,
        replica(1, peer(3, 0, 0, 10, new NodeStatus.Compared(2_000, 9, 1, 1, 5))),
        replica(2, peer(3, 0, 0, 10, new NodeStatus.Compared(8_000, 9, 2, 2, 5))));
    says(
        2,
        replica(1, peer(3, 0, 0, 10, new NodeStatus.Compared(1_000, 9, 3, 3, 5))),
        replica(2, peer(3, 0, 0, 10, EQUAL)));
    says(3);
    assertEquals(new RepairView.Check(4, 0, 8_000, 5), of(3).check());
    assertTrue(of(3).isDifferent());
    assertFalse(of(3).isWell());
    assertEquals("  n3   has everything, compared 8.0 s ago, 5 differences", of(3).toText());
    assertFalse(of(1).isDifferent());
  }

  @Test
  void whatWasNotComparedYetIsSaid() {
    says(1, replica(1, peer(3, 0, 0, 10, EQUAL)), replica(2, peer(3, 0, 0, 10, NEVER)));
    says(3);
    assertEquals(new RepairView.Check(2, 1, 3_000, 0), of(3).check());
    assertTrue(of(3).isWell());
    assertNull(of(3).toMap().get("comparedMillis"));
  }

  /// A fallback knows what a home lacks of it, but holds too little to be compared.
  @Test
  void fallbacksAreNotCompared() {
    says(4, replica(1, peer(3, 4, 5_000, 10, NEVER)));
    says(3);
    assertEquals(4, of(3).lacks());
    assertEquals(0, of(3).check().count());
    assertEquals("  n3   lacks 4 writes in 1 partition, for 5.0 s", of(3).toText());
  }

  @Test
  void oneThatIsDamagedSaysSoAndWhetherItIsRebuilt() {
    NodeStatus.ReplicaStatus damaged =
        new NodeStatus.ReplicaStatus(
            new PartitionId(2), new TableId(1), "damaged", 0, null, 0, 0, 0, 0, List.of(), 0, 0);
    says(1, replica(1));
    says(3, damaged);
    assertFalse(of(3).isWell());
    assertTrue(of(1).isWell());
    assertTrue(of(3).toText().contains("about to be rebuilt"), of(3).toText());
  }

  @Test
  void programsGetTheSame() {
    says(1, replica(1, peer(3, 7, 3_000, 30, EQUAL)));
    says(3);
    assertEquals(
        "{node=n3, answers=true, lacks=7, partitionsBehind=1, rebuilding=0, damaged=null,"
            + " behindMillis=3000, silentMillis=30, comparedMillis=3000, differences=0}",
        of(3).toMap().toString());
  }
}
