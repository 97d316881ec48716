package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.model.Item;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import org.junit.jupiter.api.Test;

/// How a client finds the node that can carry an operation out.
final class LeaderTest {
  private final ToyCluster cluster = new ToyCluster(1);

  @Test
  void theFirstReplicaIsAskedFirst() {
    cluster.get("k", 1_000);
    cluster.world.runMillis(10);
    Item item = Item.of(ToyCluster.VERSION, Value.bytes(Bytes.utf8("v")));
    cluster.node(1).next().answer(new Result.Found(item));
    cluster.world.runMillis(10);
    assertEquals(new Reply.Read(item, null), cluster.onlyReply());
  }

  @Test
  void aHintIsFollowedAtOnceAndRemembered() {
    cluster.get("k", 1_000);
    cluster.world.runMillis(5);
    cluster.node(1).next().answer(ToyCluster.notLeader(3));
    cluster.world.runMillis(1);
    cluster.node(3).next().answer(new Result.Missing());
    cluster.world.runMillis(1);
    assertEquals(new Reply.Read(null, null), cluster.onlyReply());
    cluster.get("k", 1_000);
    cluster.world.runMillis(1);
    assertInstanceOf(Operation.Get.class, cluster.node(3).next().operation());
  }

  @Test
  void withoutAHintTheReplicasAreAskedInTurn() {
    for (int i = 1; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      node.script =
          received -> {
            if (!cluster.aboutCatalog(node, received)) {
              received.answer(ToyCluster.notLeader(0));
            }
          };
    }
    cluster.get("k", 1_000);
    cluster.world.runMillis(2_000);
    for (int i = 1; i <= 3; i++) {
      long gets =
          cluster.node(i).seen.stream().filter(r -> r.operation() instanceof Operation.Get).count();
      assertTrue(gets > 0 && gets < 30, "node " + i + " was asked " + gets + " times");
    }
    assertInstanceOf(Reply.Failed.class, cluster.onlyReply());
  }

  @Test
  void nodesThatNameEachOtherDoNotMakeTheClientSpin() {
    for (int i = 1; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      int other = i % 3 + 1;
      node.script =
          received -> {
            if (!cluster.aboutCatalog(node, received)) {
              received.answer(ToyCluster.notLeader(other));
            }
          };
    }
    cluster.get("k", 1_000);
    cluster.world.runMillis(2_000);
    int asked = cluster.node(1).seen.size() + cluster.node(2).seen.size();
    assertTrue(asked < 60, "asked " + asked + " times");
    assertInstanceOf(Reply.Failed.class, cluster.onlyReply());
  }

  @Test
  void aNodeThatRefusesConnectionsIsLeftAside() {
    cluster.warm();
    cluster.node(1).isAccepting = false;
    cluster.node(1).breakConnections();
    cluster.world.runMillis(1);
    cluster.put("k", 1_000);
    cluster.world.runMillis(30);
    cluster.node(2).next().answer(ToyCluster.applied());
    cluster.world.runMillis(5);
    assertEquals(
        new Reply.Written(new Outcome.Applied(ToyCluster.VERSION), null), cluster.onlyReply());
  }
}
