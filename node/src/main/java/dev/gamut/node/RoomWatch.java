package dev.gamut.node;

import dev.gamut.storage.Store;
import dev.gamut.storage.journal.Room;
import java.io.IOException;

/// Whether a shard can take what needs room: both the journal and the store must. On the shard's
/// loop.
final class RoomWatch {
  private final Node node;
  private final Shard shard;

  /// Why the store has no room; empty when it has.
  private String storeFull = "";

  RoomWatch(Node node, Shard shard) {
    this.node = node;
    this.shard = shard;
  }

  void storeIs(Store.Condition condition) {
    switch (condition) {
      case Store.Condition.Healthy _ -> storeFull = "";
      case Store.Condition.Full(String message) -> storeFull = "store: " + message;
      case Store.Condition.Failed(String message) ->
          node.fatal(new IOException("the store failed: " + message));
    }
    tell();
  }

  /// Tells the node how it is now.
  void tell() {
    Room room = shard.appender().room();
    String why = room == Room.OPEN ? storeFull : "journal: " + room;
    node.onShard(node.first(), () -> node.roomChanged(shard, why));
  }
}
