package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.model.PartitionBy;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a scan refuses, survives and says.
final class ScanAnswerTest extends ScanFixture {
  @Test
  void tokensOfOtherScansAreRefused() {
    fill(PartitionBy.RANGE, 300);
    ScanRange range = new ScanRange.Prefix(latin("a"));
    Reply.Page first =
        assertInstanceOf(Reply.Page.class, page("words", range, PageRequest.first(1)));
    Bytes token = first.resume();
    if (token == null) {
      throw new AssertionError("one item only");
    }
    assertRefused(page("words", new ScanRange.All(), PageRequest.first(1).after(token)));
    assertRefused(page("carts", range, PageRequest.first(1).after(token)));
    for (int length = 0; length < token.length(); length++) {
      Bytes cut = token.slice(0, length);
      Reply reply = page("words", range, PageRequest.first(1).after(cut));
      assertTrue(reply instanceof Reply.Failed || length > 9, "cut at " + length);
    }
    cluster.add(ToyCluster.spec("words", PartitionBy.RANGE, 2, List.of(Bytes.utf8("m"))), 50, 1);
    Reply late = page("words", range, PageRequest.first(1).after(token));
    assertEquals(
        Failure.Reason.NO_SUCH_TABLE,
        assertInstanceOf(Reply.Failed.class, late).failure().reason());
    assertRefused(page("words", range, PageRequest.first(1).after(token)));
  }

  private static void assertRefused(@Nullable Reply reply) {
    Reply.Failed failed = assertInstanceOf(Reply.Failed.class, reply);
    assertEquals(Failure.Reason.BAD_REQUEST, failed.failure().reason());
  }

  @Test
  void aHashTableHasNoOrderToScanBetween() {
    serve();
    assertRefused(page("carts", new ScanRange.Between(latin("a"), null), PageRequest.first(1)));
  }

  @Test
  void aFailureAfterSomeItemsLeavesThePageAndTheWayOn() {
    fill(PartitionBy.RANGE, 300);
    ToyNode node = cluster.node(1);
    node.script =
        received -> {
          if (cluster.aboutCatalog(node, received)) {
            return;
          }
          boolean isFirst = received.request.envelope().partition().value() == 20;
          received.answer(
              isFirst
                  ? store.serve(received.request, cluster.catalog)
                  : ToyCluster.refused(Result.Reason.FORBIDDEN));
        };
    Reply.Page page =
        assertInstanceOf(
            Reply.Page.class, page("words", new ScanRange.All(), PageRequest.first(1_000)));
    assertTrue(page.rows().size() > 50 && page.rows().size() < keys.size());
    Bytes resume = page.resume();
    if (resume == null) {
      throw new AssertionError("the page claims to be the last");
    }
    Reply next = page("words", new ScanRange.All(), PageRequest.first(1_000).after(resume));
    assertEquals(
        Failure.Reason.FORBIDDEN, assertInstanceOf(Reply.Failed.class, next).failure().reason());
  }

  @Test
  void aPageThatIsFullCancelsWhatItNoLongerNeeds() {
    fill(PartitionBy.HASH, 300);
    for (int i = 1; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      node.script =
          received -> {
            if (!cluster.aboutCatalog(node, received)
                && received.request.envelope().partition().value() == 10) {
              received.answer(store.serve(received.request, cluster.catalog));
            }
          };
    }
    Reply.Page page =
        assertInstanceOf(
            Reply.Page.class, page("carts", new ScanRange.Prefix(latin("")), PageRequest.first(3)));
    assertEquals(3, page.rows().size());
    assertEquals(0, cluster.core.pendingSize());
  }

  @Test
  void theExplanationSaysWhichPartitionsAndWhy() {
    serve();
    cluster.submit(new Call.Explain("words", new ScanRange.Prefix(latin("ap")), ToyCluster.SECOND));
    cluster.submit(new Call.Explain("carts", new ScanRange.Prefix(latin("ap")), ToyCluster.SECOND));
    cluster.world.runMillis(10);
    assertEquals(
        """
        scan of 'words', keys that begin with 'ap': asks 1 of 3 partitions
          p20 at n1:7400
        because the table is partitioned by range: keys lie in their order, and no other \
        partition can have these""",
        assertInstanceOf(Reply.Explained.class, cluster.replies.get(0)).text());
    assertEquals(
        """
        scan of 'carts', keys that begin with 'ap': asks 4 of 4 partitions, up to 8 at once
          p10 at n1:7400
          p11 at n1:7400
          p12 at n1:7400
          p13 at n1:7400
        because the table is partitioned by hash: such keys lie anywhere, and each partition \
        looks through all its items for them; a table partitioned by range would keep them together\
        """,
        assertInstanceOf(Reply.Explained.class, cluster.replies.get(1)).text());
    long scans =
        cluster.node(1).seen.stream().filter(r -> r.operation() instanceof Operation.Scan).count();
    assertEquals(0, scans);
  }
}
