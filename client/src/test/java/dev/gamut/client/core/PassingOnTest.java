package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.NodeId;
import dev.gamut.model.Member;
import dev.gamut.model.Outcome;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A client that reaches no replica of a partition asks other nodes to pass its requests on. Nodes
/// 1, 2 and 3 keep everything, 4 and 5 nothing.
final class PassingOnTest {
  private static final Reply WRITTEN =
      new Reply.Written(new Outcome.Applied(ToyCluster.VERSION), null);

  private final ToyCluster cluster = new ToyCluster(1);

  @BeforeEach
  void fiveNodes() {
    List<Member> members = new ArrayList<>(cluster.catalog.members());
    for (int i = 4; i <= 5; i++) {
      members.add(new Member(new NodeId(i), "n" + i + ":7400", ""));
    }
    cluster.catalog = cluster.catalog.withMembers(cluster.catalog.version() + 1, members);
    for (int i = 1; i <= 5; i++) {
      serves(i, ToyCluster.applied());
    }
    cluster.put("warm", 1_000);
    cluster.world.runMillis(20);
    assertEquals(WRITTEN, cluster.onlyReply());
    cluster.replies.clear();
    for (int i = 1; i <= 5; i++) {
      cluster.node(i).seen.clear();
    }
  }

  private void serves(int number, Result result) {
    ToyNode node = cluster.node(number);
    node.script =
        received -> {
          if (!cluster.aboutCatalog(node, received)) {
            received.answer(result);
          }
        };
  }

  private List<Request> writes(int number) {
    return cluster.node(number).seen.stream()
        .filter(request -> request.operation() instanceof Operation.Write)
        .toList();
  }

  private int askedToPassOn(int number) {
    return (int) writes(number).stream().filter(request -> request.envelope().passOn()).count();
  }

  private void refuseConnections(int... numbers) {
    for (int number : numbers) {
      cluster.node(number).isAccepting = false;
      cluster.node(number).breakConnections();
    }
    cluster.world.runMillis(1);
  }

  private int passedOn() {
    return askedToPassOn(4) + askedToPassOn(5);
  }

  @Test
  void aHealthyReplicaIsAskedAndNothingElse() {
    for (int i = 0; i < 20; i++) {
      cluster.put("k" + i, 1_000);
    }
    cluster.world.runMillis(10);
    assertEquals(20, writes(1).size());
    assertEquals(0, askedToPassOn(1));
    for (int i = 2; i <= 5; i++) {
      assertEquals(List.of(), cluster.node(i).seen);
    }
  }

  @Test
  void whileOneReplicaIsLeftNobodyPassesOn() {
    refuseConnections(1, 2);
    cluster.put("k", 1_000);
    cluster.world.runMillis(200);
    assertEquals(WRITTEN, cluster.onlyReply());
    assertEquals(0, passedOn());
    assertFalse(writes(3).isEmpty());
  }

  @Test
  void withoutAReplicaAnotherNodePassesOn() {
    refuseConnections(1, 2, 3);
    cluster.put("k", 1_000);
    cluster.world.runMillis(500);
    assertEquals(WRITTEN, cluster.onlyReply());
    assertEquals(1, passedOn());
  }

  @Test
  void soItIsWhenReplicasAreSilent() {
    for (int i = 1; i <= 3; i++) {
      cluster.node(i).breakConnections();
      cluster.node(i).isSilent = true;
    }
    cluster.put("k", 5_000);
    cluster.world.runMillis(4_000);
    assertEquals(WRITTEN, cluster.onlyReply());
    cluster.put("l", 5_000);
    cluster.world.runMillis(10);
    assertEquals(2, cluster.replies.size(), "what is known is not found out again");
    assertEquals(2, passedOn());
  }

  @Test
  void asSoonAsAReplicaCanBeReachedItIsAskedAgain() {
    refuseConnections(1, 2, 3);
    cluster.put("k", 1_000);
    cluster.world.runMillis(500);
    cluster.node(2).isAccepting = true;
    for (int i = 0; i < 30; i++) {
      cluster.put("k", 1_000);
      cluster.world.runMillis(100);
    }
    assertEquals(31, cluster.replies.size());
    int before = passedOn();
    cluster.put("k", 1_000);
    cluster.world.runMillis(10);
    assertEquals(before, passedOn());
    assertFalse(writes(2).getLast().envelope().passOn());
    assertTrue(cluster.world.dialCount < 120, cluster.world.dialCount + " times dialled");
  }

  @Test
  void oneThatReachesNobodyIsLeftForAnother() {
    serves(4, ToyCluster.refused(Result.Reason.NOT_REACHED));
    refuseConnections(1, 2, 3);
    for (int i = 0; i < 5; i++) {
      cluster.put("k", 2_000);
      cluster.world.runMillis(1_000);
    }
    assertEquals(List.of(WRITTEN, WRITTEN, WRITTEN, WRITTEN, WRITTEN), cluster.replies);
    assertTrue(askedToPassOn(4) <= 1, "asked " + askedToPassOn(4) + " times");
  }

  @Test
  void whenNobodyReachesAReplicaNothingWasDone() {
    serves(4, ToyCluster.refused(Result.Reason.NOT_REACHED));
    serves(5, ToyCluster.refused(Result.Reason.NOT_REACHED));
    refuseConnections(1, 2, 3);
    cluster.put("k", 2_000);
    cluster.world.runMillis(2_100);
    Reply.Failed failed = assertInstanceOf(Reply.Failed.class, cluster.onlyReply());
    assertEquals(Failure.Reason.UNAVAILABLE, failed.failure().reason());
    assertTrue(passedOn() < 30, "asked " + passedOn() + " times");
  }

  @Test
  void whatIsLostBehindARelayIsUnknownUntilSomebodyKnows() {
    Result unknown = new Result.Written(new Outcome.Unknown(Outcome.Cause.DISCONNECTED));
    serves(4, unknown);
    serves(5, unknown);
    refuseConnections(1, 2, 3);
    cluster.put("k", 1_000);
    cluster.world.runMillis(300);
    serves(4, ToyCluster.refused(Result.Reason.NOT_REACHED));
    serves(5, ToyCluster.refused(Result.Reason.NOT_REACHED));
    cluster.world.runMillis(1_000);
    Reply.Written written = assertInstanceOf(Reply.Written.class, cluster.onlyReply());
    assertInstanceOf(Outcome.Unknown.class, written.outcome());
  }

  @Test
  void aFollowerPassesOnToALeaderOutOfReach() {
    refuseConnections(1);
    Result leads = ToyCluster.notLeader(1);
    ToyNode follower = cluster.node(2);
    follower.script =
        received -> {
          if (!cluster.aboutCatalog(follower, received)) {
            boolean passOn = received.request.envelope().passOn();
            received.answer(passOn ? ToyCluster.applied() : leads);
          }
        };
    cluster.node(3).script = follower.script;
    for (int i = 0; i < 3; i++) {
      cluster.put("k", 1_000);
      cluster.world.runMillis(300);
    }
    assertEquals(List.of(WRITTEN, WRITTEN, WRITTEN), cluster.replies);
    assertEquals(0, passedOn(), "whoever has a replica knows who leads");
    cluster.node(1).isAccepting = true;
    for (int i = 0; i < 20; i++) {
      cluster.put("k", 1_000);
      cluster.world.runMillis(200);
    }
    int asked = writes(1).size();
    cluster.put("k", 1_000);
    cluster.world.runMillis(10);
    assertEquals(asked + 1, writes(1).size(), "the leader itself is asked again");
  }
}
