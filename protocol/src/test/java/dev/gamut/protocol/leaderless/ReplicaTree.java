package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionBy;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/// The hashes of a [HomeReplica], which are built again and again from what it holds, an item at a
/// time and late.
final class ReplicaTree {
  final HashTree tree = new HashTree(new Buckets(PartitionBy.RANGE, Bytes.EMPTY, null));

  /// What the tree asked for, as it was then.
  private @Nullable Page asked;

  private record Page(List<HashTree.Held> held, @Nullable Bytes next) {}

  /// Takes the page that was asked for a while ago, or asks for another, of one item.
  void build(NavigableMap<Bytes, Item> items) {
    Page page = asked;
    if (page != null) {
      tree.took(page.held(), page.next());
      asked = null;
      return;
    }
    if (!tree.isBuilding()) {
      tree.rebuild();
    }
    Map.Entry<Bytes, Item> first = items.ceilingEntry(tree.ask());
    asked =
        first == null
            ? new Page(List.of(), null)
            : new Page(
                List.of(new HashTree.Held(first.getKey(), first.getValue())),
                items.higherKey(first.getKey()));
  }
}
