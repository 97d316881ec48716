package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import dev.gamut.model.Member;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
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
  void aLeaderThatIsNoKnownMemberIsLookedUp() {
    cluster.warm();
    List<Member> members = new ArrayList<>(cluster.catalog.members());
    members.add(new Member(new NodeId(4), "n4:7400", ""));
    cluster.catalog = cluster.catalog.withMembers(cluster.catalog.version() + 1, members);
    ToyNode joined = cluster.node(4);
    joined.script = received -> received.answer(ToyCluster.applied());
    for (int i = 1; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      node.script =
          received -> {
            if (!cluster.aboutCatalog(node, received)) {
              received.answer(ToyCluster.notLeader(4));
            }
          };
    }
    cluster.put("k", 1_000);
    cluster.world.runMillis(200);
    assertInstanceOf(Reply.Written.class, cluster.onlyReply());
  }

  @Test
  void callsWithLittleTimeLeaveASilentLeaderToo() {
    cluster.warm();
    for (int i = 2; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      node.script = received -> received.answer(ToyCluster.applied());
    }
    cluster.put("k", 100);
    cluster.world.runMillis(100);
    assertEquals(1, cluster.replies.size());
    cluster.put("k", 100);
    cluster.world.runMillis(100);
    assertEquals(
        new Reply.Written(new Outcome.Applied(ToyCluster.VERSION), null), cluster.replies.get(1));
  }

  @Test
  void callsWithLittleTimeFindADeadConnection() {
    cluster.warm();
    for (int i = 2; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      node.script =
          received -> {
            if (!cluster.aboutCatalog(node, received)) {
              received.answer(ToyCluster.notLeader(1));
            }
          };
    }
    int accepted = cluster.node(1).acceptCount;
    for (int i = 0; i < 50; i++) {
      cluster.put("k" + i, 100);
      cluster.world.runMillis(100);
    }
    assertTrue(cluster.node(1).acceptCount > accepted, "never dialled again");
  }

  @Test
  void whenOneCallFindsTheNewLeaderTheOthersFollowAtOnce() {
    cluster.warm();
    boolean[] isElected = new boolean[1];
    for (int i = 1; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      boolean isNext = i == 2;
      node.script =
          received -> {
            if (!cluster.aboutCatalog(node, received)) {
              received.answer(
                  isNext && isElected[0]
                      ? ToyCluster.applied()
                      : new Result.Refused(Result.Reason.NOT_LEADER, "none", 20, null));
            }
          };
    }
    for (int i = 0; i < 200; i++) {
      cluster.put("k", 20_000);
    }
    cluster.world.runMillis(8_000);
    assertEquals(List.of(), cluster.replies);
    isElected[0] = true;
    cluster.world.runMillis(100);
    assertEquals(200, cluster.replies.size());
  }

  @Test
  void aNodeThatEndsEveryConnectionIsNotDialledWithoutRest() {
    cluster.warm();
    for (int i = 1; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      node.script = _ -> node.breakConnections();
    }
    int dialled = cluster.world.dialCount;
    cluster.put("k", 5_000);
    cluster.world.runMillis(5_000);
    assertTrue(cluster.world.dialCount - dialled < 60, "" + cluster.world.dialCount);
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
