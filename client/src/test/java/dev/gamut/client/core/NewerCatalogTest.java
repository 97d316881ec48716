package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionBy;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who may say that a table is not there.
final class NewerCatalogTest {
  private final ToyCluster cluster = new ToyCluster(1);

  /// Makes a table that most nodes have not heard of, the first that is asked among them. Node 3
  /// leads the catalog's group, or nobody does.
  private void makeTableInAdvance(boolean isLed) {
    Catalog old = cluster.catalog;
    cluster.add(ToyCluster.spec("new", PartitionBy.HASH, 1, List.of()), 90);
    Result elsewhere = ToyCluster.notLeader(isLed ? 3 : 0);
    Result oldOne = new Result.CatalogIs(old.encode());
    for (int i = 1; i <= 2; i++) {
      cluster.node(i).script =
          received ->
              received.answer(
                  received.operation() instanceof Operation.NewestCatalog ? elsewhere : oldOne);
    }
    cluster.node(3).script =
        received -> {
          if (isLed || received.operation() instanceof Operation.GetCatalog) {
            cluster.aboutCatalog(cluster.node(1), received);
          } else {
            received.answer(elsewhere);
          }
        };
  }

  @Test
  void aTableThatMostNodesHaveNotHeardOfIsFound() {
    makeTableInAdvance(true);
    cluster.submit(new Call.Explain("new", new ScanRange.All(), ToyCluster.SECOND));
    cluster.world.runMillis(100);
    assertInstanceOf(Reply.Explained.class, cluster.onlyReply(), cluster.replies.toString());
  }

  @Test
  void thatATableIsNotThereOnlyTheLeaderOfTheCatalogCanSay() {
    makeTableInAdvance(false);
    cluster.put("new", "k", 5_000);
    cluster.world.runMillis(2_000);
    Failure failure = assertInstanceOf(Reply.Failed.class, cluster.onlyReply()).failure();
    assertEquals(Failure.Reason.UNAVAILABLE, failure.reason());
    assertTrue(failure.message().contains("no leader"), failure.message());
  }

  @Test
  void aTableIsDescribedAsTheNewestCatalogHasIt() {
    makeTableInAdvance(true);
    cluster.submit(new Call.GetTable("new", ToyCluster.SECOND));
    cluster.world.runMillis(100);
    Reply.TableIs found =
        assertInstanceOf(Reply.TableIs.class, cluster.onlyReply(), cluster.replies.toString());
    assertEquals("new", found.table().spec().name());
  }

  @Test
  void aTableThatTheClientKnowsIsDescribedAnew() {
    cluster.submit(new Call.GetTable("carts", ToyCluster.SECOND));
    cluster.world.runMillis(100);
    cluster.replies.clear();
    cluster.add(ToyCluster.spec("carts", PartitionBy.HASH, 4, List.of()), 10, 2);
    cluster.submit(new Call.GetTable("carts", ToyCluster.SECOND));
    cluster.world.runMillis(100);
    Reply.TableIs found = assertInstanceOf(Reply.TableIs.class, cluster.onlyReply());
    assertEquals(2, found.table().partitions().getFirst().epoch());
  }

  @Test
  void withoutALeaderATableThatANodeKnowsIsDescribedAndAnotherIsNotDenied() {
    makeTableInAdvance(false);
    cluster.submit(new Call.GetTable("carts", 5 * ToyCluster.SECOND));
    cluster.world.runMillis(2_000);
    assertInstanceOf(Reply.TableIs.class, cluster.onlyReply(), cluster.replies.toString());
    cluster.replies.clear();
    cluster.submit(new Call.GetTable("new", 5 * ToyCluster.SECOND));
    cluster.world.runMillis(2_000);
    Failure failure = assertInstanceOf(Reply.Failed.class, cluster.onlyReply()).failure();
    assertEquals(Failure.Reason.UNAVAILABLE, failure.reason());
  }

  @Test
  void withoutALeaderTheCatalogOfSomeNodeIsTold() {
    makeTableInAdvance(false);
    cluster.submit(new Call.GetCatalog(5 * ToyCluster.SECOND));
    cluster.world.runMillis(2_000);
    assertInstanceOf(Reply.CatalogIs.class, cluster.onlyReply());
  }
}
