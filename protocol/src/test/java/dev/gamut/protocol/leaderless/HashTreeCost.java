package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the hashes of a replica cost: with every put, in batches of 64, keys of 16 bytes and values
/// of 256 that were just at hand, as an item that is replaced was; and a look. Not a test of
/// anything, so it runs only when asked for:
///
///     ./gamut test -pl protocol -am -Dtest=HashTreeCost -Dsurefire.failIfNoSpecifiedTests=false
final class HashTreeCost {
  private static final int ITEMS = 1 << 8;
  private static final int PUTS = 1 << 21;
  private static final int BATCH = 64;

  private static long threadNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<HashTree.Held> items(Entropy entropy) {
    List<HashTree.Held> all = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      byte[] value = new byte[256];
      for (int at = 0; at < value.length; at++) {
        value[at] = (byte) entropy.nextLong();
      }
      Version version = new Version(HybridTime.ofMillis(i), new Dot(3, i + 1));
      Item.Sibling sibling =
          new Item.Sibling(version, Value.bytes(Bytes.wrap(value)), new WriteName(7, i));
      Bytes place = Key.of("key %012d".formatted(i)).place(PartitionBy.HASH);
      all.add(new HashTree.Held(place, new Item(List.of(sibling), Frontier.EMPTY)));
    }
    return all;
  }

  @Test
  void cost() {
    List<HashTree.Held> items = items(Entropy.seeded(1));
    HashTree tree = new HashTree(new Buckets(PartitionBy.HASH, Bytes.EMPTY, null));
    tree.rebuild();
    tree.ask();
    tree.took(List.of(), null);
    for (int round = 0; round < 5; round++) {
      long begin = threadNanos();
      for (int i = 0; i < PUTS; i++) {
        HashTree.Held held = items.get(i * 7 & (ITEMS - 1));
        tree.replace(held.place(), held.item(), items.get((i + 1) & (ITEMS - 1)).item());
        if (i % BATCH == BATCH - 1) {
          tree.written();
        }
      }
      long put = (threadNanos() - begin) / PUTS;
      begin = threadNanos();
      long sum = 0;
      for (int i = 0; i < 10_000; i++) {
        sum += tree.groups().getFirst();
      }
      long look = (threadNanos() - begin) / 10_000;
      IO.println("%d ns a put, %d ns a look (%d)".formatted(put, look, sum & 1));
    }
  }
}
