package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import dev.gamut.wire.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Frames, bounds and retries.
final class FlowTest {
  private final ToyCluster cluster = new ToyCluster(1);

  private static Call put(String key, int size, long timeoutNanos) {
    Value value = Value.bytes(Bytes.wrap(new byte[size]));
    return new Call.Put("carts", Key.of(key), value, new Condition.Always(), timeoutNanos);
  }

  private Failure failure(int index) {
    return assertInstanceOf(Reply.Failed.class, cluster.replies.get(index)).failure();
  }

  @Test
  void theRequestsOfATurnLeaveAsOneFrame() {
    cluster.warm();
    int frames = cluster.node(1).frameCount;
    cluster.world.turn(
        () -> {
          for (int i = 0; i < 100; i++) {
            cluster.core.submit(put("k" + i, 10, ToyCluster.SECOND), cluster.replies::add);
          }
        });
    cluster.world.runMillis(1);
    assertEquals(100, cluster.node(1).unanswered.size());
    assertEquals(frames + 1, cluster.node(1).frameCount);
  }

  @Test
  void bytesInFlightToANodeAreBounded() {
    cluster.core =
        cluster.client(
            ClientConfig.of(List.of("n1:7400"))
                .withLimits(new ClientConfig.LimitConfig(10_000, 1 << 20)));
    cluster.warm();
    for (int i = 0; i < 50; i++) {
      cluster.submit(put("k" + i, 1_000, 30 * ToyCluster.SECOND));
    }
    int served = 0;
    while (served < 50) {
      cluster.world.runMillis(1);
      int underWay = cluster.node(1).unanswered.size();
      assertTrue(underWay > 0 && underWay <= 8, underWay + " under way");
      cluster.node(1).next().answer(ToyCluster.applied());
      served++;
    }
    cluster.world.runMillis(1);
    assertEquals(50, cluster.replies.size());
    assertEquals(0, cluster.core.pendingSize());
  }

  @Test
  void aRequestLargerThanTheBoundStillPassesAlone() {
    cluster.core =
        cluster.client(
            ClientConfig.of(List.of("n1:7400"))
                .withLimits(new ClientConfig.LimitConfig(1_000, 1 << 20)));
    cluster.warm();
    cluster.submit(put("a", 5_000, ToyCluster.SECOND));
    cluster.submit(put("b", 5_000, ToyCluster.SECOND));
    cluster.world.runMillis(1);
    assertEquals(1, cluster.node(1).unanswered.size());
    cluster.node(1).next().answer(ToyCluster.applied());
    cluster.world.runMillis(1);
    assertEquals(1, cluster.node(1).unanswered.size());
  }

  @Test
  void aFullClientRefusesAtOnce() {
    cluster.core =
        cluster.client(
            ClientConfig.of(List.of("n1:7400"))
                .withLimits(new ClientConfig.LimitConfig(1_000, 20_000)));
    cluster.warm();
    for (int i = 0; i < 30; i++) {
      cluster.submit(put("k" + i, 1_000, ToyCluster.SECOND));
    }
    assertTrue(cluster.replies.size() > 10);
    assertEquals(Failure.Reason.OVERLOADED, failure(0).reason());
  }

  @Test
  void aSilentLeaderIsLeftForAnotherAndALateAnswerStillCounts() {
    cluster.warm();
    cluster.put("k", 10_000);
    cluster.world.runMillis(1);
    ToyNode.Received slow = cluster.node(1).next();
    cluster.world.runMillis(1_001);
    ToyNode.Received second = cluster.node(2).next();
    assertEquals(slow.request.envelope().operation(), second.request.envelope().operation());
    slow.answer(ToyCluster.applied());
    cluster.world.runMillis(1);
    assertEquals(
        new Reply.Written(new Outcome.Applied(ToyCluster.VERSION), null), cluster.onlyReply());
  }

  @Test
  void aConnectionThatHasGoneDeadIsDialledAgain() {
    cluster.warm();
    int dialled = cluster.world.dialCount;
    cluster.core =
        cluster.client(
            ClientConfig.of(List.of("n1:7400")).withAttemptTimeoutNanos(100 * ToyWorld.MILLI));
    ToyNode node = cluster.node(1);
    for (int i = 2; i <= 3; i++) {
      cluster.node(i).script = received -> received.answer(ToyCluster.notLeader(1));
    }
    cluster.put("k", 20_000);
    cluster.world.runMillis(3_000);
    node.script = received -> received.answer(ToyCluster.applied());
    cluster.world.runMillis(3_000);
    assertInstanceOf(Reply.Written.class, cluster.onlyReply());
    assertTrue(cluster.world.dialCount > dialled + 3, "never dialled again");
  }

  @Test
  void aClusterThatRefusesEverythingIsNotFlooded() {
    cluster.warm();
    int[] asked = new int[1];
    for (int i = 1; i <= 3; i++) {
      cluster.node(i).script =
          received -> {
            asked[0]++;
            received.answer(ToyCluster.refused(Result.Reason.OVERLOADED));
          };
    }
    int calls = 5_000;
    for (int i = 0; i < calls; i++) {
      cluster.put("k" + i, 10_000);
      cluster.world.run(ToyWorld.MILLI / 5);
    }
    cluster.world.runMillis(10_000);
    assertEquals(calls, cluster.replies.size());
    assertTrue(asked[0] <= 1.15 * calls, "asked " + asked[0] + " times for " + calls);
    assertEquals(Failure.Reason.OVERLOADED, failure(calls - 1).reason());
  }

  @Test
  void aNodeSaysWhenToComeBack() {
    cluster.warm();
    cluster.put("k", 10_000);
    cluster.world.runMillis(1);
    cluster
        .node(1)
        .next()
        .answer(new Result.Refused(Result.Reason.OVERLOADED, "queue full", 500, null));
    cluster.world.runMillis(499);
    assertEquals(0, cluster.node(1).unanswered.size());
    cluster.world.runMillis(20);
    assertEquals(1, cluster.node(1).unanswered.size());
  }

  @Test
  void aPauseLongerThanTheTimeLeftIsNotWaitedFor() {
    cluster.warm();
    cluster.put("k", 1_000);
    cluster.world.runMillis(1);
    cluster
        .node(1)
        .next()
        .answer(new Result.Refused(Result.Reason.OVERLOADED, "queue full", 5_000, null));
    cluster.world.runMillis(1);
    assertTrue(failure(0).message().contains("queue full"), failure(0).message());
    assertTrue(failure(0).message().contains("nothing was changed"), failure(0).message());
  }
}
