package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.Gamut;
import dev.gamut.client.Table;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@GamutCluster(nodes = 3, shared = true)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ThreeNodesTest {
  @Test
  void oneOfThreeMayStopAndComeBack(EmbeddedCluster cluster, Table carts) {
    for (int node = 1; node <= 3; node++) {
      assertTrue(carts.put("before", "stop of " + node).isApplied());
      cluster.stop(node);
      assertEquals("stop of " + node, carts.get("before").text().orElseThrow());
      assertTrue(carts.put("while", "stopped " + node).isApplied());
      cluster.start(node);
    }
    assertEquals("stopped 3", carts.get("while").text().orElseThrow());
  }

  @Test
  void theyAreOneCluster(Gamut gamut, EmbeddedCluster cluster) {
    assertEquals(3, cluster.addresses().size());
    assertEquals(3, gamut.catalog().members().size());
    assertEquals(3, gamut.status().size());
  }
}
