package dev.gamut.node;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.wire.Batch;
import dev.gamut.world.Network;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What a shard's replicas say to other nodes in a turn: a frame for each of them.
final class Outgoing {
  /// Messages to one peer in one frame; a frame may be longer by one message.
  private static final int FRAME_SIZE_MAX = 1 << 20;

  private final Network network;
  private final Map<NodeId, Batch> frames = new TreeMap<>();

  Outgoing(Network network) {
    this.network = network;
  }

  void add(NodeId to, PartitionId partition, long epoch, Consumer<ByteWriter> message) {
    Batch frame = frames.computeIfAbsent(to, _ -> new Batch());
    if (frame.sizeBytes() > FRAME_SIZE_MAX) {
      network.send(to, frame.take());
    }
    ByteWriter out = frame.begin();
    out.varint(partition.value()).varint(epoch);
    message.accept(out);
    frame.end();
  }

  void send() {
    frames.forEach(
        (to, frame) -> {
          if (!frame.isEmpty()) {
            network.send(to, frame.take());
          }
        });
  }
}
