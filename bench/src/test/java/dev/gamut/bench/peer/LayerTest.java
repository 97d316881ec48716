package dev.gamut.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LayerTest {
  @Test
  void aClassBelongsToTheLayerOfItsLongestPrefix() {
    assertEquals(Layer.STORE, Layer.of("dev.gamut.storage.GatheringStore"));
    assertEquals(Layer.JOURNAL, Layer.of("dev.gamut.storage.journal.Rounds"));
    assertEquals(Layer.NETWORK, Layer.of("dev.gamut.real.FrameSocket"));
    assertEquals(Layer.STORE, Layer.of("dev.gamut.real.store.RocksStore"));
    assertEquals(Layer.JOURNAL, Layer.of("dev.gamut.real.ChannelFile"));
    assertNull(Layer.of("java.util.TreeMap"));
    assertNull(Layer.of("dev.gamut.base.ByteWriter"));
  }

  @Test
  void whatServesAnybodyCountsForWhoCallsIt() {
    assertEquals(
        Layer.PROTOCOL,
        Layer.ofStack(
            List.of(
                "java.util.TreeMap",
                "dev.gamut.base.Bytes",
                "dev.gamut.protocol.raft.Log",
                "dev.gamut.node.strategy.ConsensusReplica",
                "io.netty.channel.SingleThreadIoEventLoop")));
    assertEquals(Layer.JVM, Layer.ofStack(List.of("java.lang.Thread")));
    assertEquals(Layer.JVM, Layer.ofStack(List.of()));
  }
}
