package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.model.Item;
import dev.gamut.model.TableId;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.node.machine.TableMachine;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A leaderless replica's items as its log is applied: those in the store, and those that a batch
/// on its way there changes.
final class HeldItems {
  private final Store store;
  private final TableId table;

  /// Items changed by records whose batch is not in the store yet.
  private Map<Bytes, Item> unwritten = new HashMap<>();

  HeldItems(Store store, TableId table) {
    this.store = store;
    this.table = table;
  }

  /// Reads the items of some keys, at once or later; the answers may come in any order.
  ///
  /// @param done gets nothing for a key that is not there
  void read(List<Bytes> places, Consumer<Map<Bytes, Item>> done) {
    Map<Bytes, Item> held = new HashMap<>();
    List<Bytes> unread = new ArrayList<>();
    for (Bytes place : places) {
      Item pending = unwritten.get(place);
      if (pending != null) {
        held.put(place, pending);
      } else if (held.putIfAbsent(place, Item.NOTHING) == null) {
        unread.add(place);
      }
    }
    if (unread.isEmpty()) {
      done.accept(held);
      return;
    }
    int[] left = {unread.size()};
    for (Bytes place : unread) {
      store.get(
          StoreKeys.item(table, place),
          found -> {
            held.put(place, found == null ? Item.NOTHING : TableMachine.decodeItem(found));
            left[0]--;
            if (left[0] == 0) {
              done.accept(held);
            }
          });
    }
  }

  void put(Bytes place, Item item, Store.Batch batch) {
    Bytes key = StoreKeys.item(table, place);
    unwritten.put(place, item);
    if (item.isNothing()) {
      batch.delete(key);
    } else {
      batch.put(key, item.encode());
    }
  }

  /// The batch is in the store; returns whose items it changed.
  Set<Bytes> written() {
    Set<Bytes> changed = unwritten.keySet();
    // A new one: a batch of thousands, once, would leave a table that is long to go through.
    unwritten = new HashMap<>();
    return changed;
  }
}
