package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// A cluster that serves scans from one store of items.
class ScanFixture {
  final ToyCluster cluster = new ToyCluster(1);
  final ToyStore store = new ToyStore();
  final Entropy entropy = Entropy.seeded(4);
  final List<Key> keys = new ArrayList<>();

  void serve() {
    for (int i = 1; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      node.script =
          received -> {
            if (!cluster.aboutCatalog(node, received)) {
              received.answer(store.serve(received.request, cluster.catalog));
            }
          };
    }
  }

  void fill(PartitionBy by, int count) {
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[1 + entropy.below(3)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) "\0\1agmpz\377".charAt(entropy.below(8));
      }
      byte[] sort = new byte[entropy.below(3)];
      for (int j = 0; j < sort.length; j++) {
        sort[j] = (byte) "\0xy".charAt(entropy.below(3));
      }
      Key key = new Key(Bytes.wrap(bytes), Bytes.wrap(sort));
      Item item = Item.of(ToyCluster.VERSION, Value.bytes(Bytes.utf8("v" + i)));
      if (store.items.put(key.place(by), item) == null) {
        keys.add(key);
      }
    }
    keys.sort(Comparator.comparing(key -> key.place(by)));
    serve();
  }

  List<Key> wanted(Predicate<Key> filter) {
    return keys.stream().filter(filter).toList();
  }

  Reply page(String table, ScanRange range, PageRequest page) {
    cluster.replies.clear();
    cluster.submit(new Call.Scan(table, range, page, ReadTerms.within(ToyCluster.SECOND)));
    cluster.world.runMillis(900);
    return cluster.onlyReply();
  }

  List<Key> all(String table, ScanRange range, int countMax) {
    List<Key> found = new ArrayList<>();
    PageRequest request = PageRequest.first(countMax);
    Bytes resume;
    do {
      Reply.Page page = assertInstanceOf(Reply.Page.class, page(table, range, request));
      assertTrue(page.rows().size() <= countMax);
      page.rows().forEach(row -> found.add(row.key()));
      resume = page.resume();
      if (resume != null) {
        request = request.after(resume);
      }
    } while (resume != null);
    return found;
  }

  static boolean starts(Bytes bytes, String prefix) {
    return bytes.startsWith(
        Bytes.wrap(prefix.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
  }

  static Bytes latin(String text) {
    return Bytes.wrap(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }
}
