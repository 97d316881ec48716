package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.model.OperationId;
import dev.gamut.model.WriteName;
import dev.gamut.wire.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How writes get their names.
final class ClientIdsTest {
  private final ToyCluster cluster = new ToyCluster(1);

  private long grants() {
    return cluster.node(1).seen.stream()
        .filter(request -> request.operation() instanceof Operation.GrantClient)
        .count();
  }

  private OperationId put(long timeoutMillis) {
    cluster.put("k", timeoutMillis);
    cluster.world.runMillis(1);
    OperationId newest = OperationId.NONE;
    for (int i = 1; i <= 3; i++) {
      for (ToyNode.Received received : cluster.node(i).unanswered) {
        OperationId id = received.request.envelope().operation();
        boolean isLater = id.client() == newest.client() && id.sequence() > newest.sequence();
        newest = isLater || id.client() > newest.client() ? id : newest;
      }
    }
    return newest;
  }

  @Test
  void readsNeedNoClientId() {
    cluster.get("k", 1_000);
    cluster.world.runMillis(10);
    assertEquals(OperationId.NONE, cluster.node(1).next().request.envelope().operation());
    assertEquals(0, grants());
  }

  @Test
  void theFirstWritesShareOneGrant() {
    for (int i = 0; i < 20; i++) {
      cluster.put("k" + i, 1_000);
    }
    cluster.world.runMillis(10);
    assertEquals(1, grants());
    List<Long> sequences = new ArrayList<>();
    for (ToyNode.Received received : cluster.node(1).unanswered) {
      OperationId id = received.request.envelope().operation();
      assertEquals(100, id.client());
      assertEquals(1, id.lowestUnfinished());
      sequences.add(id.sequence());
    }
    for (long i = 1; i <= 20; i++) {
      assertTrue(sequences.contains(i), sequences.toString());
    }
  }

  @Test
  void everyAttemptOfAWriteHasTheSameName() {
    cluster.warm();
    OperationId first = put(2_000);
    cluster.node(1).breakConnections();
    cluster.world.runMillis(50);
    ToyNode.Received again =
        cluster.node(1).unanswered.isEmpty() ? cluster.node(2).next() : cluster.node(1).next();
    assertEquals(first, again.request.envelope().operation());
  }

  @Test
  void theLowestUnfinishedFollowsWhatCallersWereTold() {
    cluster.warm();
    put(5_000);
    OperationId second = put(5_000);
    assertEquals(second.sequence() - 1, second.lowestUnfinished());
    cluster.node(1).next().answer(ToyCluster.applied());
    cluster.world.runMillis(1);
    OperationId third = put(5_000);
    assertEquals(second.sequence(), third.lowestUnfinished());
  }

  @Test
  void anIdIsRenewedAtHalfItsLifeAndOldWritesKeepTheirs() {
    cluster.core =
        cluster.client(ClientConfig.of(List.of("n1:7400")).withClientLifetimeMillis(60_000));
    cluster.warm();
    OperationId old = put(29_000);
    cluster.world.runMillis(29_000 - 100);
    assertEquals(old.client(), put(100).client());
    cluster.world.runMillis(1_200);
    assertEquals(old.client(), put(100).client());
    cluster.world.runMillis(5);
    assertNotEquals(old.client(), put(100).client());
    assertEquals(2, grants() + 1);
  }

  @Test
  void aWriteIsNeverNamedWithAnIdThatEndsBeforeIt() {
    cluster.core =
        cluster.client(ClientConfig.of(List.of("n1:7400")).withClientLifetimeMillis(20_000));
    cluster.warm();
    OperationId first = put(5_000);
    cluster.world.runMillis(16_000);
    OperationId second = put(9_000);
    assertNotEquals(first.client(), second.client());
    assertTrue(
        second.expires().millis() >= cluster.world.wall().latestMillis() + 19_000,
        "expires too soon");
  }

  @Test
  void aWriteThatGetsNoIdFailsInItsTime() {
    cluster.get("k", 100);
    cluster.world.runMillis(200);
    cluster.replies.clear();
    ToyNode node = cluster.node(1);
    node.script = received -> received.answer(ToyCluster.notLeader(0));
    cluster.put("k", 500);
    cluster.world.runMillis(500);
    Reply.Failed failed = assertInstanceOf(Reply.Failed.class, cluster.onlyReply());
    assertEquals(Failure.Reason.UNAVAILABLE, failed.failure().reason());
    assertTrue(failed.failure().message().contains("client id"), failed.failure().message());
  }

  @Test
  void whenTheCatalogComesBackWaitingWritesGoOn() {
    ToyNode node = cluster.node(1);
    node.script =
        received -> {
          if (received.operation() instanceof Operation.GrantClient) {
            received.answer(ToyCluster.notLeader(0));
          } else {
            cluster.aboutCatalog(node, received);
          }
        };
    cluster.put("k", 10_000);
    cluster.world.runMillis(5_000);
    node.script = received -> cluster.aboutCatalog(node, received);
    cluster.world.runMillis(2_000);
    node.next().answer(ToyCluster.applied());
    cluster.world.runMillis(1);
    assertInstanceOf(Reply.Written.class, cluster.onlyReply());
  }

  @Test
  void aStuckWriteDoesNotHoldBackTheOthers() {
    cluster.warm();
    cluster.put("stuck", 200_000);
    cluster.world.runMillis(1);
    ToyNode.Received stuck = cluster.node(1).next();
    ToyNode node = cluster.node(1);
    node.script =
        received -> {
          if (received.operation() instanceof Operation.Put put
              && !put.place().equals(((Operation.Put) stuck.operation()).place())) {
            received.answer(ToyCluster.applied());
          } else {
            cluster.aboutCatalog(node, received);
          }
        };
    for (int i = 0; i < 100_000; i++) {
      cluster.put("k", 1_000);
      if (i % 500 == 0) {
        cluster.world.runMillis(1);
      }
    }
    cluster.world.runMillis(10);
    assertEquals(100_000, cluster.replies.size());
    for (var request : node.seen) {
      OperationId id = request.envelope().operation();
      assertTrue(id.sequence() - id.lowestUnfinished() <= 32_768, id.toString());
    }
  }

  @Test
  void writesToALeaderlessTableNeedNoGrant() {
    cluster.addLeaderless("feeds", 40);
    for (int i = 0; i < 20; i++) {
      cluster.put("feeds", "k" + i, 1_000);
    }
    cluster.world.runMillis(10);
    assertEquals(0, grants());
    Set<WriteName> names = new HashSet<>();
    for (ToyNode.Received received : cluster.node(1).unanswered) {
      OperationId id = received.request.envelope().operation();
      assertTrue(id.client() >= 1L << 55 && id.client() < 1L << 56, id.toString());
      names.add(WriteName.of(id));
    }
    assertEquals(20, names.size());
  }

  @Test
  void aWriteThatIsStuckOnALeaderlessTableDoesNotMakeTheNextOnesCostly() {
    cluster.addLeaderless("feeds", 40);
    cluster.put("feeds", "stuck", 200_000);
    cluster.world.runMillis(10);
    ToyNode node = cluster.node(1);
    long first = node.next().request.envelope().operation().client();
    node.script =
        received -> {
          if (received.operation() instanceof Operation.Put) {
            received.answer(ToyCluster.applied());
          } else {
            cluster.aboutCatalog(node, received);
          }
        };
    for (int i = 0; i < 20_000; i++) {
      cluster.put("feeds", "k", 1_000);
      if (i % 500 == 0) {
        cluster.world.runMillis(1);
      }
    }
    cluster.world.runMillis(10);
    assertEquals(20_000, cluster.replies.size());
    OperationId last = node.seen.getLast().envelope().operation();
    assertNotEquals(first, last.client());
    assertTrue(last.sequence() < 16_384, last.toString());
  }
}
