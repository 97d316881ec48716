package dev.gamut.node;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.node.strategy.Replica;
import dev.gamut.wire.Batch;
import dev.gamut.world.Network;
import java.util.List;

/// Hands what comes from other nodes to the shards that it concerns; on the first loop.
final class PeerDoor implements Network.Receiver {
  private final Node node;

  PeerDoor(Node node) {
    this.node = node;
  }

  @Override
  public void receive(NodeId from, Bytes frame) {
    try {
      ByteReader in = new ByteReader(frame);
      while (in.remaining() > 0) {
        ByteReader message = new ByteReader(Batch.next(in));
        PartitionId partition = new PartitionId(Math.max(0, message.varint()));
        long epoch = message.varint();
        Bytes body = message.rest();
        if (partition.equals(Suggestions.CHANNEL)) {
          node.onShard(node.first(), () -> node.suggestions().receive(from, body));
          continue;
        }
        Shard shard = node.shardOf(partition);
        node.onShard(shard, () -> shard.receive(from, partition, epoch, body));
      }
    } catch (MalformedException e) {
      node.event(LogLine.of("frame-dropped", "from", from, "reason", e.getMessage()));
    }
  }

  @Override
  public void ended(NodeId peer) {
    for (Shard shard : node.shards()) {
      node.onShard(
          shard,
          () -> {
            for (Replica replica : List.copyOf(shard.replicas().values())) {
              replica.peerEnded(peer);
            }
          });
    }
  }
}
