package dev.gamut.node;

import dev.gamut.node.strategy.Replica;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.List;

/// What is done now and then: logs are cut, the store is flushed so that the journal can let go of
/// segments, and leaders return to the replicas that should lead.
final class Housekeeping {
  private final Node node;
  private final List<Loop.Timer> timers = new ArrayList<>();

  Housekeeping(Node node) {
    this.node = node;
  }

  void start() {
    for (Shard shard : node.shards()) {
      node.onShard(shard, () -> repeat(shard));
    }
  }

  private void repeat(Shard shard) {
    timers.add(
        shard
            .loop()
            .schedule(
                node.monotonicNanos() + node.settings().housekeepingNanos(),
                () -> {
                  timers.clear();
                  tend(shard);
                  repeat(shard);
                }));
  }

  private void tend(Shard shard) {
    shard.handOnToStore();
    flushWhenDue(shard);
    shard.pressure().dotLogs().measure(shard.replicas().values());
    for (Replica replica : shard.replicas().values()) {
      replica.tend();
    }
  }

  private void flushWhenDue(Shard shard) {
    long written = node.journal().stats().writtenBytes();
    if (written - shard.flushedAtBytes() >= node.settings().flushBytes()) {
      shard.flushStore(written);
    }
  }

  void close() {
    timers.forEach(Loop.Timer::cancel);
  }
}
