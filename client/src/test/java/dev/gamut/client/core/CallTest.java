package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Limits;
import dev.gamut.model.Outcome;
import dev.gamut.model.Receipt;
import dev.gamut.model.Value;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Deadlines, limits, batches, and the end of a client.
final class CallTest {
  private final ToyCluster cluster = new ToyCluster(1);

  private static Call put(String key, int size, long timeoutNanos) {
    Value value = Value.bytes(Bytes.wrap(new byte[size]));
    return new Call.Put("carts", Key.of(key), value, new Condition.Always(), timeoutNanos);
  }

  private Failure failure(int index) {
    return assertInstanceOf(Reply.Failed.class, cluster.replies.get(index)).failure();
  }

  @Test
  void everyCallEndsInItsTime() {
    cluster.warm();
    cluster.put("a", 700);
    cluster.get("b", 300);
    cluster.world.runMillis(299);
    assertEquals(0, cluster.replies.size());
    cluster.world.runMillis(1);
    assertEquals(Failure.Reason.UNAVAILABLE, failure(0).reason());
    cluster.world.runMillis(399);
    assertEquals(1, cluster.replies.size());
    cluster.world.runMillis(1);
    assertEquals(
        new Reply.Written(new Outcome.Unknown(Outcome.Cause.TIMED_OUT), null),
        cluster.replies.get(1));
    assertEquals(0, cluster.core.pendingSize());
  }

  @Test
  void anAnswerAfterItsTimeIsForgotten() {
    cluster.warm();
    cluster.get("b", 300);
    cluster.world.runMillis(1);
    ToyNode.Received late = cluster.node(1).next();
    cluster.world.runMillis(400);
    late.answer(new Result.Missing());
    cluster.world.runMillis(10);
    assertEquals(1, cluster.replies.size());
  }

  @Test
  void limitsAreCheckedBeforeAnythingIsSent() {
    cluster.warm();
    cluster.submit(put("x".repeat(Limits.KEY_SIZE_MAX), 1, ToyCluster.SECOND));
    cluster.submit(put("x".repeat(Limits.KEY_SIZE_MAX + 1), 1, ToyCluster.SECOND));
    cluster.submit(put("k", Limits.VALUE_SIZE_MAX, ToyCluster.SECOND));
    cluster.submit(put("k", Limits.VALUE_SIZE_MAX + 1, ToyCluster.SECOND));
    cluster.submit(put("k", 1, 3_600 * ToyCluster.SECOND));
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i <= Limits.BATCH_COUNT_MAX; i++) {
      keys.add(Key.of("k" + i));
    }
    cluster.submit(new Call.GetMany("carts", keys, ReadTerms.within(ToyCluster.SECOND)));
    cluster.submit(
        new Call.Scan(
            "carts",
            new ScanRange.All(),
            PageRequest.first(Limits.PAGE_COUNT_MAX + 1),
            ReadTerms.within(ToyCluster.SECOND)));
    cluster.world.runMillis(1);
    cluster.put("", 1_000);
    Value large = Value.bytes(Bytes.wrap(new byte[Limits.VALUE_SIZE_MAX + 1]));
    cluster.submit(
        new Call.Delete("carts", Key.of("k"), new Condition.ValueIs(large), ToyCluster.SECOND));
    assertEquals(2, cluster.node(1).unanswered.size());
    assertEquals(7, cluster.replies.size());
    for (int i = 0; i < 7; i++) {
      assertEquals(Failure.Reason.LIMIT, failure(i).reason());
    }
    assertEquals("not sent: the key has 4097 bytes, and 4096 is the limit", failure(0).message());
  }

  @Test
  void aBatchAnswersEachItemForItself() {
    cluster.warm();
    ToyNode node = cluster.node(1);
    node.script =
        received -> {
          String value = ((Operation.Put) received.operation()).value().toString();
          switch (value) {
            case "good" -> received.answer(ToyCluster.applied());
            case "late" -> {}
            default -> received.answer(ToyCluster.refused(Result.Reason.FORBIDDEN));
          }
        };
    List<Call.Entry> entries = new ArrayList<>();
    for (String value : List.of("good", "bad", "late", "good")) {
      entries.add(Call.Entry.of(Key.of("k" + entries.size()), Value.bytes(Bytes.utf8(value))));
    }
    cluster.submit(new Call.PutMany("carts", entries, 500 * ToyWorld.MILLI));
    cluster.world.runMillis(499);
    assertEquals(0, cluster.replies.size());
    cluster.world.runMillis(1);
    List<Reply> replies = assertInstanceOf(Reply.Many.class, cluster.onlyReply()).replies();
    Reply applied = new Reply.Written(new Outcome.Applied(ToyCluster.VERSION), null);
    assertEquals(applied, replies.get(0));
    assertInstanceOf(Reply.Failed.class, replies.get(1));
    assertEquals(
        new Reply.Written(new Outcome.Unknown(Outcome.Cause.TIMED_OUT), null), replies.get(2));
    assertEquals(applied, replies.get(3));
  }

  @Test
  void aWriteSaysItsQuorumAndGivesItsReceipt() {
    cluster.warm();
    WriteTerms terms = new WriteTerms(true, 2, ToyCluster.SECOND);
    Call.Entry entry = Call.Entry.of(Key.of("a"), Value.bytes(Bytes.utf8("v")));
    cluster.submit(new Call.Put("carts", entry.key(), entry.value(), entry.condition(), terms));
    cluster.submit(new Call.Delete("carts", Key.of("b"), new Condition.Always(), terms));
    cluster.submit(new Call.PutMany("carts", List.of(entry), terms));
    cluster.world.runMillis(1);
    List<NodeId> nodes = List.of(new NodeId(1), new NodeId(2));
    Receipt receipt =
        new Receipt(
            Level.Kind.EVENTUAL,
            0,
            new NodeId(1),
            new PartitionId(1),
            nodes,
            nodes,
            List.of(),
            0,
            ToyCluster.VERSION);
    List<ToyNode.Received> sent = List.copyOf(cluster.node(1).unanswered);
    assertEquals(3, sent.size());
    for (ToyNode.Received received : sent) {
      assertTrue(received.request.envelope().receiptWanted());
      assertEquals(2, received.request.envelope().quorum());
      received.answer(ToyCluster.applied(), receipt);
    }
    cluster.world.runMillis(1);
    Reply written = new Reply.Written(new Outcome.Applied(ToyCluster.VERSION), receipt);
    assertEquals(List.of(written, written, new Reply.Many(List.of(written))), cluster.replies);
  }

  @Test
  void anEmptyBatchIsDoneAtOnce() {
    cluster.warm();
    cluster.submit(new Call.GetMany("carts", List.of(), ReadTerms.within(ToyCluster.SECOND)));
    assertEquals(new Reply.Many(List.of()), cluster.onlyReply());
  }

  @Test
  void closingEndsEveryCallTruthfully() {
    cluster.warm();
    cluster.put("a", 5_000);
    cluster.get("b", 5_000);
    cluster.world.runMillis(1);
    cluster.put("c", 5_000);
    cluster.submit(new Call.Get("nowhere", Key.of("k"), ReadTerms.within(ToyCluster.SECOND)));
    cluster.world.turn(() -> cluster.core.close());
    cluster.world.runMillis(10_000);
    assertEquals(4, cluster.replies.size());
    // Both writes had left, at the end of their turns; reads were not carried out.
    long unknown = cluster.replies.stream().filter(r -> r instanceof Reply.Written).count();
    assertEquals(2, unknown);
    cluster.replies.clear();
    cluster.put("d", 1_000);
    assertEquals(Failure.Reason.CLOSED, failure(0).reason());
    assertEquals(0, cluster.core.pendingSize());
  }

  @Test
  void manyCallsNeedFewTimers() {
    cluster.warm();
    ToyNode node = cluster.node(1);
    node.script = received -> received.answer(ToyCluster.applied());
    int timers = cluster.world.timerCount;
    for (int i = 0; i < 20_000; i++) {
      cluster.put("k", 5_000);
      cluster.world.run(ToyWorld.MILLI / 20);
    }
    assertEquals(20_000, cluster.replies.size() + node.unanswered.size(), 10);
    assertTrue(cluster.world.timerCount - timers < 20, "timers: " + cluster.world.timerCount);
  }
}
