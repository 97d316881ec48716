package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Scans over partitions, page by page.
final class ScanTest extends ScanFixture {
  @Test
  void aRangeTableIsScannedInTheOrderOfItsKeys() {
    fill(PartitionBy.RANGE, 300);
    for (int countMax : new int[] {1, 7, 1_000}) {
      assertEquals(keys, all("words", new ScanRange.All(), countMax));
    }
  }

  @Test
  void aPrefixOfARangeTableFindsJustItsKeys() {
    fill(PartitionBy.RANGE, 300);
    for (String prefix : List.of("", "a", "g", "\0", "\0\0", "m\0", "\377", "\377\377", "q")) {
      assertEquals(
          wanted(key -> starts(key.partitionKey(), prefix)),
          all("words", new ScanRange.Prefix(latin(prefix)), 5),
          "prefix " + prefix);
    }
  }

  @Test
  void aRangeOfKeysIncludesItsStartAndNotItsEnd() {
    fill(PartitionBy.RANGE, 300);
    String[] points = {"\0", "a", "ab", "g", "h", "m\0", "p", "z", "\377"};
    for (String from : points) {
      for (String to : points) {
        Bytes end = latin(to);
        assertEquals(
            wanted(
                key ->
                    key.partitionKey().compareTo(latin(from)) >= 0
                        && key.partitionKey().compareTo(end) < 0),
            all("words", new ScanRange.Between(latin(from), end), 50));
      }
    }
    assertEquals(
        wanted(key -> key.partitionKey().compareTo(latin("m")) >= 0),
        all("words", new ScanRange.Between(latin("m"), null), 50));
  }

  @Test
  void theSortKeysOfOnePartitionKeyLieTogether() {
    for (PartitionBy by : PartitionBy.values()) {
      keys.clear();
      store.items.clear();
      fill(by, 400);
      String table = by == PartitionBy.HASH ? "carts" : "words";
      for (String key : List.of("a", "\0", "m", "nobody")) {
        for (String sort : List.of("", "x", "\0")) {
          assertEquals(
              wanted(k -> k.partitionKey().equals(latin(key)) && starts(k.sortKey(), sort)),
              all(table, new ScanRange.Within(latin(key), latin(sort)), 2));
        }
      }
    }
  }

  @Test
  void aHashTableAnswersAPrefixFromAllItsPartitions() {
    fill(PartitionBy.HASH, 300);
    for (int countMax : new int[] {1, 7, 1_000}) {
      assertEquals(
          wanted(key -> starts(key.partitionKey(), "a")),
          all("carts", new ScanRange.Prefix(latin("a")), countMax));
    }
    assertEquals(keys, all("carts", new ScanRange.All(), 11));
  }

  @Test
  void partitionsThatAnswerLittleAtATimeAreAskedUntilThePageIsFull() {
    store.pageCountMax = 3;
    fill(PartitionBy.HASH, 300);
    assertEquals(
        wanted(key -> starts(key.partitionKey(), "a")),
        all("carts", new ScanRange.Prefix(latin("a")), 20));
    Reply.Page page =
        assertInstanceOf(
            Reply.Page.class, page("carts", new ScanRange.All(), PageRequest.first(100)));
    assertEquals(100, page.rows().size());
  }

  @Test
  void aPageIsBoundedInBytes() {
    fill(PartitionBy.RANGE, 300);
    Reply.Page page =
        assertInstanceOf(
            Reply.Page.class, page("words", new ScanRange.All(), new PageRequest(1_000, 50, null)));
    assertTrue(page.rows().size() > 3 && page.rows().size() < 12, "" + page.rows().size());
  }

  @Test
  void partitionsThatAreSplitMeanwhileAreReadWholeAndOnce() {
    fill(PartitionBy.RANGE, 300);
    List<Key> found = new ArrayList<>();
    PageRequest request = PageRequest.first(20);
    int round = 0;
    Bytes resume;
    do {
      List<Bytes> points =
          round++ % 2 == 0
              ? List.of(Bytes.utf8("b"), Bytes.utf8("gg"), Bytes.utf8("h"), Bytes.utf8("y"))
              : List.of(Bytes.utf8("m"));
      cluster.add(
          ToyCluster.spec("words", PartitionBy.RANGE, points.size() + 1, points), 20, 1 + round);
      Reply.Page page =
          assertInstanceOf(Reply.Page.class, page("words", new ScanRange.All(), request));
      page.rows().forEach(row -> found.add(row.key()));
      resume = page.resume();
      if (resume != null) {
        request = request.after(resume);
      }
    } while (resume != null);
    assertEquals(keys, found);
    assertTrue(round > 3);
  }

  @Test
  void aTableThatIsSplitWithinAPageIsReadWholeAndOnce() {
    fill(PartitionBy.RANGE, 300);
    store.pageCountMax = 10;
    int[] asked = new int[1];
    ToyNode node = cluster.node(1);
    node.script =
        received -> {
          if (!cluster.aboutCatalog(node, received)) {
            if (++asked[0] % 5 == 0) {
              List<Bytes> points = List.of(Bytes.utf8(asked[0] % 2 == 0 ? "b" : "n"));
              cluster.add(ToyCluster.spec("words", PartitionBy.RANGE, 2, points), 20, 1 + asked[0]);
            }
            received.answer(store.serve(received.request, cluster.catalog));
          }
        };
    assertEquals(keys, all("words", new ScanRange.All(), 1_000));
    assertTrue(asked[0] > 20);
  }
}
