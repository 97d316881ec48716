package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.model.Key;
import dev.gamut.model.Member;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.TableSpec;
import dev.gamut.wire.NodeStatus;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How a client learns the catalog and keeps up with it.
final class CatalogTest {
  private final ToyCluster cluster = new ToyCluster(1);

  private Failure failure() {
    return assertInstanceOf(Reply.Failed.class, cluster.onlyReply()).failure();
  }

  @Test
  void oneSeedThatAnswersIsEnough() {
    cluster.node(1).isAccepting = false;
    cluster.node(2).isSilent = true;
    cluster.submit(new Call.GetCatalog(5 * ToyCluster.SECOND));
    cluster.world.runMillis(5_000);
    Reply.CatalogIs reply = assertInstanceOf(Reply.CatalogIs.class, cluster.onlyReply());
    assertEquals(cluster.catalog.encode(), reply.catalog().encode());
  }

  @Test
  void withoutAnyNodeTheCallFailsInItsTimeAndSaysWhy() {
    for (int i = 1; i <= 3; i++) {
      cluster.node(i).isAccepting = false;
    }
    cluster.put("k", 2_000);
    cluster.world.runMillis(1_999);
    assertEquals(List.of(), cluster.replies);
    assertTrue(cluster.world.dialCount < 60, cluster.world.dialCount + " dialled");
    cluster.world.runMillis(1);
    assertEquals(Failure.Reason.UNAVAILABLE, failure().reason());
    assertTrue(failure().message().contains("connection refused"), failure().message());
  }

  @Test
  void callsThatWaitForTheCatalogShareOneQuestion() {
    for (int i = 0; i < 50; i++) {
      cluster.get("k" + i, 1_000);
    }
    cluster.world.runMillis(10);
    assertEquals(50, cluster.node(1).unanswered.size());
    // The first call's question, and one for those that came after it was asked.
    assertTrue(cluster.catalogAsked <= 2, "asked " + cluster.catalogAsked + " times");
  }

  @Test
  void aStalePartitionIsAskedForAgainUnderItsNewEpoch() {
    cluster.warm();
    cluster.add(ToyCluster.spec("carts", PartitionBy.HASH, 8, List.of()), 10, 2);
    cluster.put("k", 1_000);
    cluster.put("l", 1_000);
    cluster.world.runMillis(1);
    int asked = cluster.catalogAsked;
    new ArrayList<>(cluster.node(1).unanswered)
        .forEach(received -> received.answer(ToyCluster.refused(Result.Reason.STALE_EPOCH)));
    cluster.world.runMillis(5);
    // Each answer came in a turn of its own, and the second after the question had left.
    assertTrue(cluster.catalogAsked <= asked + 2);
    assertEquals(2, cluster.node(1).unanswered.size());
    for (ToyNode.Received received : cluster.node(1).unanswered) {
      assertEquals(2, received.request.envelope().epoch());
      Bytes place = ((Operation.Put) received.operation()).place();
      assertEquals(
          java.util.Objects.requireNonNull(cluster.catalog.table("carts")).locate(place).id(),
          received.request.envelope().partition());
    }
  }

  @Test
  void aPartitionThatItsNodeDoesNotKnowYetIsAskedForAgain() {
    cluster.warm();
    for (int i = 2; i <= 3; i++) {
      cluster.node(i).script = received -> received.answer(ToyCluster.notLeader(1));
    }
    cluster.put("k", 1_000);
    cluster.world.runMillis(1);
    cluster.node(1).next().answer(ToyCluster.refused(Result.Reason.NOT_FOUND));
    cluster.world.runMillis(20);
    cluster.node(1).next().answer(ToyCluster.applied());
    cluster.world.runMillis(1);
    assertInstanceOf(Reply.Written.class, cluster.onlyReply());
  }

  @Test
  void aNodeWithoutTheReplicaIsLeftForAnother() {
    cluster.warm();
    ToyNode node = cluster.node(1);
    node.script =
        received -> {
          if (!cluster.aboutCatalog(node, received)) {
            received.answer(ToyCluster.refused(Result.Reason.STALE_EPOCH));
          }
        };
    cluster.node(2).script = received -> received.answer(ToyCluster.applied());
    cluster.put("k", 1_000);
    cluster.world.runMillis(100);
    assertInstanceOf(Reply.Written.class, cluster.onlyReply());
  }

  @Test
  void anUnknownTableIsLookedForOnceAndTheNearestNameIsGiven() {
    cluster.warm();
    int asked = cluster.catalogAsked;
    cluster.submit(new Call.Get("cart", Key.of("k"), ReadTerms.within(ToyCluster.SECOND)));
    cluster.world.runMillis(10);
    assertEquals(Failure.Reason.NO_SUCH_TABLE, failure().reason());
    assertEquals("there is no table 'cart'; did you mean 'carts'?", failure().message());
    assertEquals(asked + 1, cluster.catalogAsked);
  }

  @Test
  void aTableMadeElsewhereIsFound() {
    cluster.warm();
    cluster.add(ToyCluster.spec("feeds", PartitionBy.HASH, 1, List.of()), 30);
    cluster.submit(new Call.Get("feeds", Key.of("k"), ReadTerms.within(ToyCluster.SECOND)));
    cluster.world.runMillis(5);
    cluster.node(1).next().answer(new Result.Missing());
    cluster.world.runMillis(5);
    assertEquals(new Reply.Read(null, null), cluster.onlyReply());
  }

  @Test
  void aTableJustMadeIsFoundEvenIfNodesLagBehind() {
    cluster.warm();
    TableSpec spec = ToyCluster.spec("feeds", PartitionBy.HASH, 1, List.of());
    cluster.submit(new Call.CreateTable(spec, ToyCluster.SECOND));
    cluster.world.runMillis(1);
    cluster.node(1).next().answer(new Result.Changed(cluster.catalog.version() + 1));
    cluster.world.runMillis(1);
    cluster.replies.clear();
    cluster.submit(new Call.Get("feeds", Key.of("k"), ReadTerms.within(ToyCluster.SECOND)));
    cluster.world.runMillis(200);
    assertEquals(List.of(), cluster.replies);
    cluster.add(spec, 30);
    cluster.world.runMillis(700);
    cluster.node(1).next().answer(new Result.Missing());
    cluster.world.runMillis(5);
    assertEquals(new Reply.Read(null, null), cluster.onlyReply());
  }

  @Test
  void aTableThatExistsAlreadyIsReported() {
    cluster.warm();
    TableSpec spec = ToyCluster.spec("feeds", PartitionBy.HASH, 1, List.of());
    cluster.submit(new Call.CreateTable(spec, ToyCluster.SECOND));
    cluster.world.runMillis(1);
    cluster.node(1).next().answer(ToyCluster.refused(Result.Reason.ALREADY_EXISTS));
    cluster.world.runMillis(1);
    assertEquals(Failure.Reason.TABLE_EXISTS, failure().reason());
  }

  @Test
  void aChangeOfTheCatalogHasANameThatItsRetriesKeep() {
    cluster.warm();
    cluster.submit(
        new Call.CreateTable(
            ToyCluster.spec("feeds", PartitionBy.HASH, 1, List.of()), ToyCluster.SECOND));
    cluster.world.runMillis(1);
    OperationId first = cluster.node(1).next().request.envelope().operation();
    assertNotEquals(OperationId.NONE, first);
    cluster.node(1).breakConnections();
    cluster.world.runMillis(100);
    assertEquals(first, cluster.node(1).next().request.envelope().operation());
    cluster.node(1).next().answer(new Result.Changed(9));
    cluster.world.runMillis(10);
    assertEquals(new Reply.Changed(9), cluster.onlyReply());
  }

  @Test
  void aLostAnswerToACreationIsSettledByTheCatalog() {
    cluster.warm();
    TableSpec spec = ToyCluster.spec("feeds", PartitionBy.HASH, 1, List.of());
    cluster.submit(new Call.CreateTable(spec, ToyCluster.SECOND));
    cluster.world.runMillis(1);
    cluster.add(spec, 30);
    cluster.node(1).breakConnections();
    cluster.world.runMillis(100);
    cluster.node(1).next().answer(ToyCluster.refused(Result.Reason.ALREADY_EXISTS));
    cluster.world.runMillis(10);
    assertEquals(new Reply.Changed(cluster.catalog.version()), cluster.onlyReply());
  }

  @Test
  void aLostAnswerToACreationOfAnotherTableStaysUnknown() {
    cluster.warm();
    cluster.submit(
        new Call.CreateTable(
            ToyCluster.spec("feeds", PartitionBy.HASH, 1, List.of()), ToyCluster.SECOND));
    cluster.world.runMillis(1);
    cluster.add(ToyCluster.spec("feeds", PartitionBy.HASH, 2, List.of()), 30);
    cluster.node(1).breakConnections();
    cluster.world.runMillis(100);
    cluster.node(1).next().answer(ToyCluster.refused(Result.Reason.ALREADY_EXISTS));
    cluster.world.runMillis(10);
    assertInstanceOf(
        Outcome.Unknown.class,
        assertInstanceOf(Reply.Written.class, cluster.onlyReply()).outcome());
  }

  @Test
  void aNodeThatMovesIsFoundAtItsNewAddress() {
    cluster.warm();
    ToyNode moved = cluster.world.node("elsewhere:7400");
    moved.script = received -> received.answer(ToyCluster.applied());
    List<Member> members = new ArrayList<>(cluster.catalog.members());
    members.set(0, new Member(new NodeId(1), "elsewhere:7400", ""));
    cluster.catalog = cluster.catalog.withMembers(cluster.catalog.version() + 1, members);
    cluster.submit(new Call.GetCatalog(ToyCluster.SECOND));
    cluster.world.runMillis(10);
    cluster.replies.clear();
    cluster.put("k", 1_000);
    cluster.world.runMillis(10);
    assertInstanceOf(Reply.Written.class, cluster.onlyReply());
  }

  @Test
  void theStatusOfEveryNodeIsToldOrWhyNot() {
    cluster.warm();
    cluster.node(3).isAccepting = false;
    for (int i = 1; i <= 2; i++) {
      NodeStatus status = new NodeStatus(new NodeId(i), "serving", 5, 1, List.of(), Map.of());
      ToyNode node = cluster.node(i);
      node.script = received -> received.answer(new Result.StatusIs(status));
    }
    cluster.submit(new Call.GetStatus(ToyCluster.SECOND));
    cluster.world.runMillis(10);
    Reply.Statuses statuses = assertInstanceOf(Reply.Statuses.class, cluster.onlyReply());
    assertEquals(3, statuses.members().size());
    assertEquals("", statuses.members().get(0).trouble());
    assertTrue(
        statuses.members().get(2).trouble().contains("connection refused"),
        statuses.members().get(2).trouble());
  }

  @Test
  void aCatalogThatCannotBeReadIsAskedOfAnotherNode() {
    ToyNode broken = cluster.node(1);
    broken.script = received -> received.answer(new Result.CatalogIs(Bytes.utf8("not a catalog")));
    cluster.submit(new Call.GetCatalog(ToyCluster.SECOND));
    cluster.world.runMillis(500);
    assertInstanceOf(Reply.CatalogIs.class, cluster.onlyReply());
  }

  @Test
  void aNodeThatSendsGarbageLosesItsConnection() {
    cluster.warm();
    cluster.get("k", 1_000);
    cluster.world.runMillis(1);
    cluster.node(1).next().deliver(Bytes.utf8("what is this?"));
    cluster.world.runMillis(1);
    assertEquals(0, cluster.node(1).connectionCount());
    cluster.world.runMillis(20);
    assertTrue(cluster.node(2).unanswered.size() + cluster.node(1).connectionCount() > 0);
  }
}
